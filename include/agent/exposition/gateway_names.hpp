#pragma once

#include <prometheus/metric_type.h>

#include <string_view>

namespace agent::exposition {

// Why a Pushgateway would not take or keep such a family, or nothing. It refuses a push that has a
// family of its own (tried with 1.5.1) with another type or help text, and writes its own values
// over push_time_seconds and push_failure_time_seconds.
[[nodiscard]] std::string_view GatewayObjection(std::string_view family,
                                                prometheus::MetricType type);

}  // namespace agent::exposition
