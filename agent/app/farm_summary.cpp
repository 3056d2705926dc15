#include "agent/app/farm_summary.hpp"

#include <chrono>

#include "agent/base/number.hpp"
#include "agent/farm/farm.hpp"

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

// In the largest unit of which there are two or more.
std::string RoughDuration(std::chrono::milliseconds duration) {
  using std::chrono::floor;
  if (const auto days = floor<std::chrono::days>(duration).count(); days >= 2) {
    return std::to_string(days) + " d";
  }
  if (const auto hours = floor<std::chrono::hours>(duration).count(); hours >= 2) {
    return std::to_string(hours) + " h";
  }
  if (const auto minutes = floor<std::chrono::minutes>(duration).count(); minutes >= 2) {
    return std::to_string(minutes) + " min";
  }
  return std::to_string(floor<std::chrono::seconds>(duration).count()) + " s";
}

}  // namespace

std::string SummarizeFarm(const std::vector<prometheus::MetricFamily>& families) {
  return ValueOf(families, "odin_printers_total") + " printers, " +
         ValueOf(families, "odin_printers_online") + " online";
}

std::string NewestReadingText(std::optional<farm::Timestamp> newest, base::WallTime now) {
  using std::chrono::milliseconds;
  if (!newest) return "";
  const milliseconds age = std::chrono::floor<milliseconds>(now) - *newest;
  if (age <= -farm::kOnlineWithin) {
    return " (newest reading " + RoughDuration(-age) +
           " in the future, and online until then: O.D.I.N.'s clock or this machine's is wrong)";
  }
  return age < farm::kOnlineWithin ? "" : " (newest reading " + RoughDuration(age) + " old)";
}

}  // namespace agent::app
