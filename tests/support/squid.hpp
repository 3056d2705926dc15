#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "support/process.hpp"
#include "support/temp_dir.hpp"

namespace agent::test {

// Debian's squid, a forward proxy, on a free port of 127.0.0.1 from construction to destruction. It
// lets every request of this machine through but those to the domain `forbidden`.
class SquidProxy {
 public:
  explicit SquidProxy(const std::string& forbidden = "forbidden.invalid");

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  TempDir dir_;
  std::uint16_t port_ = 0;
  std::unique_ptr<Process> process_;
};

}  // namespace agent::test
