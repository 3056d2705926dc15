#pragma once

#include <prometheus/metric_family.h>

#include <cstddef>
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

// The result of one tick.
struct TickResult {
  status::SnapshotPtr snapshot;
  std::optional<collect::CollectError> error;  // of the collection
  std::vector<std::string> warnings;           // what is missing although the collection succeeded
  std::string farm;                            // a summary, if the collection succeeded
};

// Each Run() collects once and makes a snapshot of the result.
//
// When a collection fails, the last good farm stays until it is `keep_last_for` old. Such a
// snapshot has a second one without the farm (`without_farm`), so that the farm disappears on time
// even when the next tick hangs. The agent's own metrics are in every snapshot, with source_up at 0
// from the first failure. When memory runs out, the collection has failed, and its memory is given
// back.
//
// Use from one thread. `metrics` and `clock` must outlive it.
class Pipeline {
 public:
  Pipeline(std::unique_ptr<collect::Collector> collector, const config::CollectConfig& config,
           exposition::Labels external_labels, metrics::AgentMetrics& metrics,
           const base::Clock& clock);

  // Takes the last good farm and the sequence from `predecessor`, which has stopped and does not
  // run again. Both must describe the same farm with the same labels.
  void TakeOver(Pipeline& predecessor) noexcept;

  // The snapshot to show until the first tick of another source: only the agent's own metrics.
  [[nodiscard]] status::SnapshotPtr BeforeFirstTick();

  // Nothing when `stop` fired during the collection.
  [[nodiscard]] std::optional<TickResult> Run(std::stop_token stop);

 private:
  std::optional<collect::CollectResult> Collect(std::stop_token stop);
  collect::CollectResult CollectWithinMemory(const std::stop_token& stop);
  TickResult Finish(collect::CollectResult result);
  TickResult DescribeOutOfMemory();
  // Stores `families` as the last good farm. Returns an error when their text would be too large.
  std::optional<collect::CollectError> KeepFarm(
      const std::vector<prometheus::MetricFamily>& families);
  void DropFarmWhenTooOld();
  void AddFailureReasons();
  [[nodiscard]] status::SnapshotPtr Describe(bool source_up);
  [[nodiscard]] std::shared_ptr<status::Snapshot> MakeSnapshot(bool with_farm, bool source_up,
                                                               base::SteadyTime stale_after);
  [[nodiscard]] exposition::Rendered RenderText(const status::Snapshot& snapshot) const;

  std::unique_ptr<collect::Collector> collector_;
  config::CollectConfig config_;
  exposition::Labels external_labels_;
  metrics::AgentMetrics& metrics_;
  const base::Clock& clock_;

  // From the last good collection; null when older than keep_last_for.
  std::shared_ptr<const status::TakenSamples> farm_;
  std::size_t farm_text_bytes_ = 0;
  std::uint64_t sequence_ = 0;
  bool has_added_reasons_ = false;
};

}  // namespace agent::app
