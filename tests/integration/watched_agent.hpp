#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "integration/agent.hpp"
#include "support/temp_dir.hpp"

namespace agent::test {

// A running agent, the gateway that it pushes to, and what it has been seen to do.
class WatchedAgent {
 public:
  // Runs as `user`; as the test itself without one.
  WatchedAgent(std::string name, const std::string& database, std::optional<uid_t> user,
               const std::string& collect);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] Process& process() { return daemon_->process(); }
  [[nodiscard]] std::uint16_t port() const { return daemon_->port(); }

  // What the local endpoint serves, as soon as it has something fresh, and what was last pushed.
  [[nodiscard]] Samples Served() const;
  [[nodiscard]] Samples Pushed() const;

  // Collections that have failed since the last Settle(), by reason.
  [[nodiscard]] std::map<std::string, double> NewFailures() const;
  [[nodiscard]] double NewFailureCount() const;
  void Settle();

  // The log's lines about the source that have come since the last call; at least one.
  [[nodiscard]] std::vector<std::string> News();
  [[nodiscard]] std::vector<std::string> AwaitNews();

 private:
  struct Gateway;

  [[nodiscard]] std::map<std::string, double> Failures() const;

  std::string name_;
  TempDir dir_;
  std::shared_ptr<Gateway> gateway_;
  std::unique_ptr<Daemon> daemon_;
  std::size_t read_ = 0;  // of the log
  std::map<std::string, double> settled_;
};

}  // namespace agent::test
