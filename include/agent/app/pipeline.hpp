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
  std::vector<std::string> remarks;
  std::string farm;  // in words, where the collection succeeded
};

// Collect → families → text, once per call. When a collection fails, the families of the last good
// one stay for `keep_last_for` and then go, so that no value outlives its source by more; the
// agent's own metrics are always there, with source_up at 0 from the first failure. A collection
// for which there is no memory has failed as any other, and what it took is given back. Use from
// one thread. `metrics` and `clock` must outlive it.
class Pipeline {
 public:
  Pipeline(std::unique_ptr<collect::Collector> collector, const config::CollectConfig& config,
           exposition::Labels external_labels, metrics::AgentMetrics& metrics,
           const base::Clock& clock);

  // Goes on where `predecessor` has stopped: its snapshots' numbers, and, when both read the
  // `same_source` and add the same labels, its last good farm.
  void TakeOver(const Pipeline& predecessor, bool same_source);

  // Nothing when `stop` fired during the collection.
  [[nodiscard]] std::optional<Tick> Run(std::stop_token stop);

 private:
  std::optional<collect::CollectResult> Collect(std::stop_token stop);
  collect::CollectResult CollectWithinMemory(const std::stop_token& stop);
  Tick Finish(collect::CollectResult result);
  Tick DescribeOutOfMemory();
  void KeepFarm(std::vector<prometheus::MetricFamily> families);
  void DropFarm();
  void DropFarmWhenTooOld();
  status::SnapshotPtr MakeSnapshot(bool source_up);

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
