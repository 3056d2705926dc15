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

// " (newest reading 3 d old)" where no printer has been heard of for as long as makes it offline,
// and likewise where the newest lies that far in the future; empty otherwise, and where the source
// does not say.
[[nodiscard]] std::string NewestReadingText(std::optional<farm::Timestamp> newest,
                                            base::WallTime now);

}  // namespace agent::app
