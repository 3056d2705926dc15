#include "agent/app/farm_summary.hpp"

#include "agent/base/number.hpp"

namespace agent::app {
namespace {

// The value of a family's one sample, as text; "?" where there is none.
std::string ValueOf(const std::vector<prometheus::MetricFamily>& families,
                    const std::string& name) {
  for (const prometheus::MetricFamily& family : families) {
    if (family.name != name || family.metric.empty()) continue;
    const prometheus::ClientMetric& metric = family.metric.front();
    const bool is_gauge = family.type == prometheus::MetricType::Gauge;
    std::string text;
    base::AppendDouble(text, is_gauge ? metric.gauge.value : metric.untyped.value);
    return text;
  }
  return "?";
}

}  // namespace

std::string SummarizeFarm(const std::vector<prometheus::MetricFamily>& families) {
  return ValueOf(families, "odin_printers_total") + " printers, " +
         ValueOf(families, "odin_printers_online") + " online";
}

}  // namespace agent::app
