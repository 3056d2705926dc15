#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "agent/base/clock.hpp"
#include "agent/metrics/agent_metrics.hpp"
#include "agent/publish/backoff.hpp"
#include "agent/publish/publisher.hpp"
#include "agent/status/latest.hpp"

namespace agent::app {

using PublisherPtr = std::unique_ptr<publish::Publisher>;

// Pushes every new snapshot to one destination until stopped; after a failure the newest one, when
// the backoff says so. A snapshot past its stale_after is never pushed. Logs each change of the
// destination's state once and counts every push in `metrics`.
class PushLoop {
 public:
  // `gateway` names the destination in logs and labels (see GatewayNames). `superseded` are groups
  // of ours at the same destination that this one takes the place of: they are removed as soon as
  // a push has been accepted. `on_outcome` is told how each push ended, but for cancelled ones.
  PushLoop(std::string gateway, PublisherPtr publisher, std::vector<PublisherPtr> superseded,
           const status::Latest& latest, metrics::AgentMetrics& metrics, std::uint64_t random_seed,
           std::function<void(const publish::PushOutcome&)> on_outcome);

  // Returns soon after `stop` fires, also from a push that hangs.
  void Run(std::stop_token stop);

  // Removes the group from the destination, within 4 s. Not while Run() runs.
  void Retire();

 private:
  publish::PushOutcome Push(const status::Snapshot& snapshot, std::stop_token stop);
  publish::PushOutcome PublishWithinMemory(const status::Snapshot& snapshot,
                                           const std::stop_token& stop);
  void RetireSuperseded(std::stop_token stop);
  void LogChanges(const publish::PushOutcome& outcome);

  std::string gateway_;
  PublisherPtr publisher_;
  std::vector<PublisherPtr> superseded_;
  const status::Latest& latest_;
  metrics::AgentMetrics& metrics_;
  publish::Backoff backoff_;
  std::function<void(const publish::PushOutcome&)> on_outcome_;
  std::string state_;  // "ok", the reason of the last failure, or empty before the first push
};

}  // namespace agent::app
