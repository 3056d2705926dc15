#include "agent/exposition/gateway_names.hpp"

namespace agent::exposition {
namespace {

using prometheus::MetricType;

// Of the families that any Go program shows of itself.
bool IsGoFamily(std::string_view family) {
  return family == "go_goroutines" || family == "go_info" || family == "go_threads" ||
         family.starts_with("go_gc_") || family.starts_with("go_memstats_") ||
         family.starts_with("process_");
}

MetricType GoFamilyType(std::string_view family) {
  if (family == "go_gc_duration_seconds") return MetricType::Summary;
  return family.ends_with("_total") ? MetricType::Counter : MetricType::Gauge;
}

}  // namespace

std::string_view PushgatewayRefusal(std::string_view family, MetricType type) {
  if (family == "push_time_seconds" || family == "push_failure_time_seconds" ||
      family.starts_with("pushgateway_") || family.starts_with("promhttp_")) {
    return "a Pushgateway keeps this name for itself";
  }
  if (family.starts_with("go_gc_duration_seconds_")) {
    return "the name collides with a summary of the Pushgateway's own";
  }
  if (IsGoFamily(family) && type != GoFamilyType(family)) {
    return "a Pushgateway has this name with another type";
  }
  return {};
}

}  // namespace agent::exposition
