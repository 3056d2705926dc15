#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>

#include "agent/base/clock.hpp"
#include "agent/config/config.hpp"
#include "agent/metrics/agent_metrics.hpp"
#include "agent/publish/backoff.hpp"
#include "agent/publish/publisher.hpp"
#include "agent/status/latest.hpp"

namespace agent::app {

// Pushes every new snapshot to one destination until stopped; after a failure the newest one, when
// the backoff says so. A snapshot past its stale_after is never pushed. Logs each change of the
// destination's state once and counts every push in `metrics`.
class PushLoop {
 public:
  // `gateway` names the destination in logs and labels (a redacted URL).
  PushLoop(std::string gateway, std::unique_ptr<publish::Publisher> publisher,
           config::OnShutdown on_shutdown, const status::Latest& latest,
           metrics::AgentMetrics& metrics, std::uint64_t random_seed);

  // Returns soon after `stop` fires, also from a push that hangs; with OnShutdown::kDelete after
  // the group is removed, at most 4 s later.
  void Run(std::stop_token stop);

 private:
  publish::PushOutcome Push(const status::Snapshot& snapshot, std::stop_token stop);
  void LogChanges(const publish::PushOutcome& outcome);
  void Retire();

  std::string gateway_;
  std::unique_ptr<publish::Publisher> publisher_;
  config::OnShutdown on_shutdown_;
  const status::Latest& latest_;
  metrics::AgentMetrics& metrics_;
  publish::Backoff backoff_;
  std::string state_;  // "ok", the reason of the last failure, or empty before the first push
};

}  // namespace agent::app
