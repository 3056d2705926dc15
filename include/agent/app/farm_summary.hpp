#pragma once

#include <prometheus/metric_family.h>

#include <string>
#include <vector>

namespace agent::app {

// "12 printers, 8 online", from the farm's families; "?" for a number that is not there.
[[nodiscard]] std::string SummarizeFarm(const std::vector<prometheus::MetricFamily>& families);

}  // namespace agent::app
