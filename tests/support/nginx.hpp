#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "support/process.hpp"
#include "support/temp_dir.hpp"

namespace agent::test {

// Debian's nginx, as deploy/fetch-servers.sh unpacks it, on a port of 127.0.0.1 from construction
// to destruction.
class NginxServer {
 public:
  // `locations` is what its configuration holds within `server`. A file named "users" lies beside
  // the configuration, with the user berlin-1 and the password secret.
  explicit NginxServer(const std::string& locations);

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  TempDir dir_;
  std::unique_ptr<Process> process_;
  std::uint16_t port_ = 0;
};

}  // namespace agent::test
