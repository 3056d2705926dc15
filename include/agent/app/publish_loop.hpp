#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "agent/app/change_log.hpp"
#include "agent/metrics/gateway_metrics.hpp"
#include "agent/publish/backoff.hpp"
#include "agent/publish/publisher.hpp"
#include "agent/publish/snapshot_queue.hpp"

namespace agent::app {

// Publishes the snapshots of a queue to one destination until stopped. Retries after a failure with
// backoff. Logs each change of the destination's state once. Counts every try in `metrics`.
class PublishLoop {
 public:
  // `name` is the destination's name in logs. The series of `metrics` are exposed from Begin()
  // until this loop is destroyed. `on_outcome` is called after each try, also a cancelled one.
  PublishLoop(std::string name, std::shared_ptr<publish::Publisher> publisher,
              std::unique_ptr<publish::SnapshotQueue> queue,
              std::shared_ptr<metrics::GatewayMetrics> metrics, std::uint64_t random_seed,
              std::function<void(const publish::Outcome&)> on_outcome);

  void Begin() noexcept { metrics_->Show(); }

  // Returns soon after `stop` fires, also from a push that hangs.
  void Run(std::stop_token stop);

 private:
  publish::Outcome Publish(const status::Snapshot& snapshot, std::stop_token stop);
  publish::Outcome PublishWithinMemory(const status::Snapshot& snapshot,
                                       const std::stop_token& stop);
  void LogChanges(const publish::Outcome& outcome);

  std::string name_;
  std::shared_ptr<publish::Publisher> publisher_;
  std::unique_ptr<publish::SnapshotQueue> queue_;
  std::shared_ptr<metrics::GatewayMetrics> metrics_;
  publish::Backoff backoff_;
  std::function<void(const publish::Outcome&)> on_outcome_;
  ChangeLog changes_;
};

}  // namespace agent::app
