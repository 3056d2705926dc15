#pragma once

#include <prometheus/metric_family.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "agent/base/clock.hpp"
#include "agent/collect/collector.hpp"
#include "agent/config/config.hpp"
#include "agent/exposition/writer.hpp"
#include "agent/metrics/agent_metrics.hpp"
#include "agent/status/latest.hpp"

namespace agent::app {

// What one tick did: its snapshot, and what there is to say about its collection.
struct Tick {
  status::SnapshotPtr snapshot;
  std::optional<collect::CollectError> error;
  std::vector<std::string> warnings;
  std::string farm;  // in words, where the collection succeeded
};

// Collect → families → text, once per call. When a collection fails, the families of the last good
// one stay until they are `keep_last_for` old: the snapshot then has itself without them, too, so
// that they go on time even when the next tick hangs. The agent's own metrics are always there,
// with source_up at 0 from the first failure. A collection for which there is no memory has failed
// as any other, and what it took is given back.
// Use from one thread. `metrics` and `clock` must outlive it.
class Pipeline {
 public:
  Pipeline(std::unique_ptr<collect::Collector> collector, const config::CollectConfig& config,
           exposition::Labels external_labels, metrics::AgentMetrics& metrics,
           const base::Clock& clock);

  // Goes on where `predecessor`, which describes the same farm with the same labels and is not run
  // again, has stopped: its last good farm, and its snapshots' numbers.
  void TakeOver(Pipeline& predecessor) noexcept;

  // What can be said before the first tick of a source that was put in another's place: the agent's
  // own metrics alone.
  [[nodiscard]] status::SnapshotPtr BeforeFirstTick();

  // Nothing when `stop` fired during the collection.
  [[nodiscard]] std::optional<Tick> Run(std::stop_token stop);

 private:
  std::optional<collect::CollectResult> Collect(std::stop_token stop);
  collect::CollectResult CollectWithinMemory(const std::stop_token& stop);
  Tick Finish(collect::CollectResult result);
  Tick DescribeOutOfMemory();
  // The error is that of families which would be too much text.
  std::optional<collect::CollectError> KeepFarm(
      const std::vector<prometheus::MetricFamily>& families);
  void DropFarm();
  void DropFarmWhenTooOld();
  [[nodiscard]] std::shared_ptr<status::Snapshot> MakeSnapshot(const std::string& farm,
                                                               bool source_up,
                                                               base::SteadyTime stale_after);
  [[nodiscard]] status::SnapshotPtr Describe(bool source_up);

  std::unique_ptr<collect::Collector> collector_;
  config::CollectConfig config_;
  exposition::Labels external_labels_;
  metrics::AgentMetrics& metrics_;
  const base::Clock& clock_;

  std::string farm_text_;  // of the last good collection, while young enough
  base::SteadyTime farm_collected_{};
  std::uint64_t sequence_ = 0;
};

}  // namespace agent::app
