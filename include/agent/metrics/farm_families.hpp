#pragma once

#include <prometheus/metric_family.h>

#include <vector>

#include "agent/base/clock.hpp"
#include "agent/farm/farm.hpp"

namespace agent::metrics {

// The metric families of `farm` at `now`, with the names, types, labels and rules of O.D.I.N.'s
// /api/metrics. A pure function. A missing part of the farm has no family. A family without samples
// is left out.
[[nodiscard]] std::vector<prometheus::MetricFamily> FarmFamilies(const farm::Farm& farm,
                                                                 base::WallTime now);

}  // namespace agent::metrics
