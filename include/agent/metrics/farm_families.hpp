#pragma once

#include <prometheus/metric_family.h>

#include <vector>

#include "agent/base/clock.hpp"
#include "agent/farm/farm.hpp"

namespace agent::metrics {

// O.D.I.N.'s metric set (names, types, labels and rules exactly as its /api/metrics has them) for
// `farm` as seen at `now`. Pure. A part that the farm lacks gives no family, and so does a family
// that would have no sample.
[[nodiscard]] std::vector<prometheus::MetricFamily> FarmFamilies(const farm::Farm& farm,
                                                                 base::WallTime now);

}  // namespace agent::metrics
