#pragma once

#include <prometheus/metric_family.h>

#include <optional>
#include <string>
#include <vector>

#include "agent/base/clock.hpp"
#include "agent/farm/timestamp.hpp"

namespace agent::app {

// "12 printers, 8 online", from the farm's families. "?" for a missing number.
[[nodiscard]] std::string SummarizeFarm(const std::vector<prometheus::MetricFamily>& families);

// " (newest reading 3 d old)" when the newest reading is so old that all printers are offline.
// Names a reading that is as far in the future too. Empty otherwise, and when `newest` is nothing.
[[nodiscard]] std::string NewestReadingText(std::optional<farm::Timestamp> newest,
                                            base::WallTime now);

}  // namespace agent::app
