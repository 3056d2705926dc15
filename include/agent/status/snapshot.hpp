#pragma once

#include <prometheus/metric_family.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "agent/base/clock.hpp"
#include "agent/exposition/rendered.hpp"
#include "agent/exposition/sample_list.hpp"

namespace agent::status {

// Samples that were taken together, and when, by both clocks.
struct TakenSamples {
  TakenSamples(const std::vector<prometheus::MetricFamily>& families, base::WallTime wall,
               base::SteadyTime steady)
      : list(families), taken_at(wall), taken_at_steady(steady) {}

  const exposition::SampleList list;
  const base::WallTime taken_at;
  const base::SteadyTime taken_at_steady;
};

// What one tick left behind: the values, for every kind of destination and page, and the text of
// all of them. Never changed afterwards.
struct Snapshot {
  std::uint64_t sequence = 0;  // rises from tick to tick
  // The farm, as this tick has read it or as an earlier one did. Null where there is none to show.
  std::shared_ptr<const TakenSamples> farm;
  // The agent's own metrics. Null only in tests.
  std::shared_ptr<const TakenSamples> agent;
  // Both as text, farm first. Every sample has the external labels, which the lists above lack.
  // Owned apart, so that whoever takes long to send the text does not hold the values as well.
  std::shared_ptr<const exposition::Rendered> exposition;
  bool source_up = false;        // the tick's own collection succeeded
  base::SteadyTime stale_after;  // later than this it must not be shown as fresh
  // Where the farm is an earlier tick's: the same tick without it, to be shown from stale_after on,
  // even when no further tick comes. Its sequence is higher.
  std::shared_ptr<const Snapshot> without_farm;
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

}  // namespace agent::status
