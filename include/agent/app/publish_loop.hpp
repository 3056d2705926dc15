#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "agent/app/change_log.hpp"
#include "agent/base/clock.hpp"
#include "agent/metrics/gateway_metrics.hpp"
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
  // `gateway` names the destination in logs and in the label of `metrics` (see GatewayNames), whose
  // series are there while this loop is, from Begin() on. `on_outcome` is told how each push ended,
  // cancelled ones too.
  PushLoop(std::string gateway, PublisherPtr publisher, const status::Latest& latest,
           std::shared_ptr<metrics::GatewayMetrics> metrics, std::uint64_t random_seed,
           std::function<void(const publish::PushOutcome&)> on_outcome);

  void Begin() noexcept { metrics_->Show(); }

  // Returns soon after `stop` fires, also from a push that hangs.
  void Run(std::stop_token stop);

  // Deletes the group at the destination, within 4 s. Not while Run() runs.
  void DeleteGroup();

 private:
  publish::PushOutcome Push(const status::Snapshot& snapshot, std::stop_token stop);
  publish::PushOutcome PublishWithinMemory(const status::Snapshot& snapshot,
                                           const std::stop_token& stop);
  void LogChanges(const publish::PushOutcome& outcome);

  std::string gateway_;
  PublisherPtr publisher_;
  const status::Latest& latest_;
  std::shared_ptr<metrics::GatewayMetrics> metrics_;
  publish::Backoff backoff_;
  std::function<void(const publish::PushOutcome&)> on_outcome_;
  ChangeLog changes_;
};

}  // namespace agent::app
