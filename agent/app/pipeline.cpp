#include "agent/app/pipeline.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "agent/app/farm_summary.hpp"
#include "agent/app/memory.hpp"

namespace agent::app {

Pipeline::Pipeline(std::unique_ptr<collect::Collector> collector,
                   const config::CollectConfig& config, exposition::Labels external_labels,
                   metrics::AgentMetrics& metrics, const base::Clock& clock)
    : collector_(std::move(collector)),
      config_(config),
      external_labels_(std::move(external_labels)),
      metrics_(metrics),
      clock_(clock) {
  for (const collect::CollectReason reason : collector_->Reasons()) {
    metrics_.AddCollectFailureReason(collect::NameOf(reason));
  }
}

void Pipeline::TakeOver(Pipeline& predecessor) noexcept {
  sequence_ = predecessor.sequence_;
  farm_text_ = std::move(predecessor.farm_text_);
  farm_collected_ = predecessor.farm_collected_;
}

status::SnapshotPtr Pipeline::BeforeFirstTick() { return Describe(false); }

std::optional<Tick> Pipeline::Run(std::stop_token stop) {
  std::optional<collect::CollectResult> result = Collect(stop);
  if (!result) return std::nullopt;
  try {
    return Finish(std::move(*result));
  } catch (const std::bad_alloc&) {
    return DescribeOutOfMemory();
  }
}

Tick Pipeline::Finish(collect::CollectResult result) {
  std::string farm;
  if (result.error) {
    DropFarmWhenTooOld();
  } else {
    farm = SummarizeFarm(result.families);
    result.families = {};
  }
  return Tick{Describe(!result.error), std::move(result.error), std::move(result.warnings),
              std::move(farm)};
}

std::optional<collect::CollectResult> Pipeline::Collect(std::stop_token stop) {
  const base::SteadyTime start = clock_.SteadyNow();
  collect::CollectResult result = CollectWithinMemory(stop);
  if (result.error && stop.stop_requested()) return std::nullopt;
  const metrics::Seconds took = clock_.SteadyNow() - start;
  if (const auto& faults = result.text_faults) {
    metrics_.SetSourceText(faults->bad_lines, faults->repaired_lines, faults->dropped_series);
  } else {
    metrics_.ClearSourceText();
  }
  if (result.error) {
    metrics_.CollectFailed(collect::NameOf(result.error->reason), took);
  } else {
    metrics_.CollectSucceeded(clock_.Now(), took);
  }
  return result;
}

// One that takes too much has failed as any other.
collect::CollectResult Pipeline::CollectWithinMemory(const std::stop_token& stop) {
  collect::CollectResult result;
  try {
    result = collector_->Collect(stop);
    if (!result.error) result.error = KeepFarm(result.families);
  } catch (const std::bad_alloc&) {
    result.error = OutOfMemory();
  }
  if (!result.error || result.error->reason != collect::CollectReason::kTooLarge) return result;
  result.families = {};
  GiveBackFreeMemory();
  return result;
}

// What was collected cannot be shown: the last good farm, which takes memory too, goes as well.
Tick Pipeline::DescribeOutOfMemory() {
  DropFarm();
  GiveBackFreeMemory();
  Tick tick;
  tick.error = OutOfMemory();
  metrics_.CollectFailed(collect::NameOf(tick.error->reason), metrics::Seconds(0));
  tick.snapshot = Describe(false);
  return tick;
}

// As text, which takes far less memory than the families.
std::optional<collect::CollectError> Pipeline::KeepFarm(
    const std::vector<prometheus::MetricFamily>& families) {
  const std::size_t bytes = exposition::TextSize(families, external_labels_);
  if (auto error = TooMuchText(bytes)) return error;
  DropFarm();  // first, so that there are never both
  farm_text_ = TextOf(families, external_labels_, bytes);
  farm_collected_ = clock_.SteadyNow();
  return std::nullopt;
}

void Pipeline::DropFarmWhenTooOld() {
  if (clock_.SteadyNow() - farm_collected_ > config_.keep_last_for) DropFarm();
}

// An assignment would keep its memory.
void Pipeline::DropFarm() { std::string().swap(farm_text_); }

status::SnapshotPtr Pipeline::Describe(bool source_up) {
  // The next tick is due after one interval and may take another; one more is grace.
  const auto life = std::max(config_.keep_last_for, 3 * config_.interval);
  const base::SteadyTime stale_after = clock_.SteadyNow() + life;
  if (farm_text_.empty()) return MakeSnapshot("", source_up, stale_after);
  if (source_up) return MakeSnapshot(farm_text_, true, farm_collected_ + life);
  auto snapshot = MakeSnapshot(farm_text_, false, farm_collected_ + config_.keep_last_for);
  snapshot->without_farm = MakeSnapshot("", false, stale_after);
  return snapshot;
}

std::shared_ptr<status::Snapshot> Pipeline::MakeSnapshot(const std::string& farm, bool source_up,
                                                         base::SteadyTime stale_after) {
  auto snapshot = std::make_shared<status::Snapshot>();
  snapshot->has_farm = !farm.empty();
  snapshot->exposition = RenderTogether(farm, metrics_.Collect(), external_labels_);
  snapshot->sequence = ++sequence_;
  snapshot->source_up = source_up;
  snapshot->stale_after = stale_after;
  return snapshot;
}

}  // namespace agent::app
