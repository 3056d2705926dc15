#pragma once

#include <prometheus/metric_family.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "agent/base/clock.hpp"
#include "agent/exposition/rendered.hpp"
#include "agent/exposition/sample_list.hpp"

namespace agent::status {

// Samples that were taken together, and the time of that by both clocks.
struct TakenSamples {
  TakenSamples(const std::vector<prometheus::MetricFamily>& families, base::WallTime wall,
               base::SteadyTime steady)
      : list(families), taken_at(wall), taken_at_steady(steady) {}

  const exposition::SampleList list;
  const base::WallTime taken_at;
  const base::SteadyTime taken_at_steady;
};

// The result of one tick: the values, and their text. Immutable once shown.
struct Snapshot {
  std::uint64_t sequence = 0;  // rises from tick to tick
  // The farm as this tick or an earlier one has read it. Null when there is none to show.
  std::shared_ptr<const TakenSamples> farm;
  // The agent's own metrics. Null only in tests.
  std::shared_ptr<const TakenSamples> agent;
  // Both as text, farm first. Only the text has the external labels. A separate object, so that a
  // slow sender of the text does not keep the values in memory.
  std::shared_ptr<const exposition::Rendered> exposition;
  bool source_up = false;        // the tick's own collection succeeded
  base::SteadyTime stale_after;  // after this time it must not be shown as fresh
  // When the farm is an earlier tick's: the same tick without the farm, to be shown after
  // stale_after, even when no further tick comes. Its sequence is higher.
  std::shared_ptr<const Snapshot> without_farm;
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

}  // namespace agent::status
