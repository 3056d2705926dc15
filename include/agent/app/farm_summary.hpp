#pragma once

#include <prometheus/metric_family.h>

#include <optional>
#include <string>
#include <vector>

#include "agent/base/clock.hpp"
#include "agent/farm/timestamp.hpp"

namespace agent::app {

// "12 printers, 8 online", from the farm's families; "?" for a number that is not there.
[[nodiscard]] std::string SummarizeFarm(const std::vector<prometheus::MetricFamily>& families);

// " (newest reading 3 d old)" where the newest reading of all printers is so old that all of them
// are offline. Says the same of one that lies as far in the future. Empty otherwise, and where the
// source does not say when it heard of its printers.
[[nodiscard]] std::string NewestReadingText(std::optional<farm::Timestamp> newest,
                                            base::WallTime now);

}  // namespace agent::app
