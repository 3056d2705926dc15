#pragma once

#include <prometheus/metric_type.h>

#include <string_view>

namespace agent::exposition {

// Why a Pushgateway would refuse or overwrite a family of this name and type, or nothing. A
// Pushgateway exposes families of its own, and refuses a push in which one of them has another type
// (tried with 1.5.1). It overwrites push_time_seconds and push_failure_time_seconds.
[[nodiscard]] std::string_view PushgatewayRefusal(std::string_view family,
                                                  prometheus::MetricType type);

}  // namespace agent::exposition
