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
      clock_(clock) {}

void Pipeline::TakeOver(Pipeline& predecessor) noexcept {
  sequence_ = predecessor.sequence_;
  farm_ = std::move(predecessor.farm_);
  farm_text_bytes_ = predecessor.farm_text_bytes_;
}

status::SnapshotPtr Pipeline::BeforeFirstTick() { return Describe(false); }

std::optional<TickResult> Pipeline::Run(std::stop_token stop) {
  std::optional<collect::CollectResult> result = Collect(stop);
  if (!result) return std::nullopt;
  try {
    return Finish(std::move(*result));
  } catch (const std::bad_alloc&) {
    return DescribeOutOfMemory();
  }
}

TickResult Pipeline::Finish(collect::CollectResult result) {
  std::string farm;
  if (result.error) {
    DropFarmWhenTooOld();
  } else {
    farm = SummarizeFarm(result.families);
    result.families = {};
  }
  return TickResult{Describe(!result.error), std::move(result.error), std::move(result.warnings),
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
TickResult Pipeline::DescribeOutOfMemory() {
  farm_.reset();
  GiveBackFreeMemory();
  TickResult tick;
  tick.error = OutOfMemory();
  metrics_.CollectFailed(collect::NameOf(tick.error->reason), metrics::Seconds(0));
  tick.snapshot = Describe(false);
  return tick;
}

std::optional<collect::CollectError> Pipeline::KeepFarm(
    const std::vector<prometheus::MetricFamily>& families) {
  auto farm =
      std::make_shared<const status::TakenSamples>(families, clock_.Now(), clock_.SteadyNow());
  const std::size_t bytes = exposition::TextSize(farm->list, external_labels_);
  if (auto error = TooMuchText(bytes)) return error;
  farm_ = farm->list.families().empty() ? nullptr : std::move(farm);
  farm_text_bytes_ = bytes;
  return std::nullopt;
}

void Pipeline::DropFarmWhenTooOld() {
  if (farm_ && clock_.SteadyNow() - farm_->taken_at_steady > config_.keep_last_for) farm_.reset();
}

// Not before there is a first snapshot: a pipeline that a refused reload has made has none.
void Pipeline::AddFailureReasons() {
  if (has_added_reasons_) return;
  has_added_reasons_ = true;
  for (const collect::CollectReason reason : collector_->Reasons()) {
    metrics_.AddCollectFailureReason(collect::NameOf(reason));
  }
}

status::SnapshotPtr Pipeline::Describe(bool source_up) {
  AddFailureReasons();
  // The next tick is due after one interval and may take another; one more is grace.
  const auto life = std::max(config_.keep_last_for, 3 * config_.interval);
  const base::SteadyTime stale_after = clock_.SteadyNow() + life;
  if (!farm_) return MakeSnapshot(false, source_up, stale_after);
  if (source_up) return MakeSnapshot(true, true, farm_->taken_at_steady + life);
  auto snapshot = MakeSnapshot(true, false, farm_->taken_at_steady + config_.keep_last_for);
  snapshot->without_farm = MakeSnapshot(false, false, stale_after);
  return snapshot;
}

std::shared_ptr<status::Snapshot> Pipeline::MakeSnapshot(bool with_farm, bool source_up,
                                                         base::SteadyTime stale_after) {
  auto snapshot = std::make_shared<status::Snapshot>();
  if (with_farm) snapshot->farm = farm_;
  snapshot->agent = std::make_shared<const status::TakenSamples>(metrics_.Collect(), clock_.Now(),
                                                                 clock_.SteadyNow());
  snapshot->exposition = std::make_shared<const exposition::Rendered>(RenderText(*snapshot));
  snapshot->sequence = ++sequence_;
  snapshot->source_up = source_up;
  snapshot->stale_after = stale_after;
  return snapshot;
}

// Takes no more memory than it must: the size of the text is known before.
exposition::Rendered Pipeline::RenderText(const status::Snapshot& snapshot) const {
  std::string text;
  text.reserve((snapshot.farm ? farm_text_bytes_ : 0) +
               exposition::TextSize(snapshot.agent->list, external_labels_));
  if (snapshot.farm) exposition::WriteText(snapshot.farm->list, external_labels_, text);
  exposition::WriteText(snapshot.agent->list, external_labels_, text);
  return exposition::Render(std::move(text));
}

}  // namespace agent::app
