#include "agent/metrics/farm_metric.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>

namespace agent::metrics {
namespace {

using farm::Farm;
using prometheus::MetricFamily;
using enum prometheus::MetricType;

using Number = std::optional<std::int64_t>;

// One sample without labels; none where there is no number.
template <Number (*kNumber)(const Farm&, const PrinterCounts&)>
void One(const Farm& farm, const PrinterCounts& counts, MetricFamily& family) {
  if (const Number number = kNumber(farm, counts)) {
    AddSample(family, {}, static_cast<double>(*number));
  }
}

// One sample for each status.
template <std::optional<farm::StatusCounts> Farm::*kCounts>
void ByStatus(const Farm& farm, const PrinterCounts& /*printers*/, MetricFamily& family) {
  if (!(farm.*kCounts)) return;
  for (const auto& [status, count] : *(farm.*kCounts)) {
    AddSample(family, {{"status", status}}, static_cast<double>(count));
  }
}

Number Printers(const Farm& farm, const PrinterCounts& /*counts*/) {
  return farm.printers ? Number(farm.printers->size()) : std::nullopt;
}

template <int PrinterCounts::*kCount>
Number OnlinePrinters(const Farm& farm, const PrinterCounts& counts) {
  return farm.printers ? Number(counts.*kCount) : std::nullopt;
}

// O.D.I.N.'s own endpoint compares with lower case only and so reads 0 on databases with upper-case
// statuses; `jobs` is already in lower case.
Number QueueDepth(const Farm& farm, const PrinterCounts& /*counts*/) {
  if (!farm.jobs) return std::nullopt;
  std::int64_t depth = 0;
  for (const char* status : {"pending", "scheduled", "submitted"}) {
    const auto found = farm.jobs->find(status);
    if (found != farm.jobs->end()) depth += found->second;
  }
  return depth;
}

template <std::int64_t farm::SpoolCounts::*kCount>
Number Spools(const Farm& farm, const PrinterCounts& /*counts*/) {
  return farm.spools ? Number((*farm.spools).*kCount) : std::nullopt;
}

Number UnreadAlerts(const Farm& farm, const PrinterCounts& /*counts*/) {
  return farm.unread_alerts;
}

constexpr auto kPrinterCountMetrics = std::to_array<FarmMetric>({
    {{"odin_printers_total",
      Gauge,
      "Active printers.",
      {},
      "printers",
      "printers",
      "is_active",
      "Printers that are not active count nowhere."},
     &One<&Printers>},
    {{"odin_printers_online",
      Gauge,
      "Active printers seen within the last 90 seconds.",
      {},
      "printers",
      "printers",
      "last_seen",
      ""},
     &One<&OnlinePrinters<&PrinterCounts::online>>},
    {{"odin_printers_printing",
      Gauge,
      "Online printers that print or prepare to.",
      {},
      "printers",
      "printers",
      "gcode_state, last_seen",
      ""},
     &One<&OnlinePrinters<&PrinterCounts::printing>>},
    {{"odin_printers_error",
      Gauge,
      "Online printers in a failed or unknown state.",
      {},
      "printers",
      "printers",
      "gcode_state, last_seen",
      ""},
     &One<&OnlinePrinters<&PrinterCounts::error>>},
    {{"odin_printers_idle",
      Gauge,
      "Online printers in any other state.",
      {},
      "printers",
      "printers",
      "gcode_state, last_seen",
      "Online = printing + error + idle."},
     &One<&OnlinePrinters<&PrinterCounts::idle>>},
});

constexpr auto kOtherFarmMetrics = std::to_array<FarmMetric>({
    {{"odin_jobs_by_status",
      Gauge,
      "Jobs per status.",
      {"status"},
      "jobs",
      "jobs",
      "status",
      "Statuses are in lower case; `unknown` where there is none."},
     &ByStatus<&Farm::jobs>},
    {{"odin_queue_depth",
      Gauge,
      "Jobs pending, scheduled or submitted.",
      {},
      "jobs",
      "jobs",
      "status",
      ""},
     &One<&QueueDepth>},
    {{"odin_spools_total",
      Gauge,
      "Spools whose remaining weight is known.",
      {},
      "spools",
      "spools",
      "remaining_weight_g",
      ""},
     &One<&Spools<&farm::SpoolCounts::total>>},
    {{"odin_spools_low",
      Gauge,
      "Spools with less than 100 g left.",
      {},
      "spools",
      "spools",
      "remaining_weight_g",
      ""},
     &One<&Spools<&farm::SpoolCounts::low>>},
    {{"odin_orders_by_status",
      Gauge,
      "Orders per status.",
      {"status"},
      "orders",
      "orders",
      "status",
      "Statuses are in lower case; `unknown` where there is none."},
     &ByStatus<&Farm::orders>},
    {{"odin_alerts_unread",
      Gauge,
      "Alerts that nobody has read.",
      {},
      "alerts",
      "alerts",
      "is_read",
      ""},
     &One<&UnreadAlerts>},
});

constexpr auto DefineAll() {
  std::array<FamilyDefinition,
             kPrinterCountMetrics.size() + farm::kPrinterMetrics.size() + kOtherFarmMetrics.size()>
      all{};
  auto next =
      std::ranges::transform(kPrinterCountMetrics, all.begin(), &FarmMetric::definition).out;
  next = std::ranges::transform(farm::kPrinterMetrics, next, DefinitionOf).out;
  std::ranges::transform(kOtherFarmMetrics, next, &FarmMetric::definition);
  return all;
}

constexpr auto kDefinitions = DefineAll();
static_assert(HaveReservedLabels(kDefinitions), "add the label to base/metric_labels.hpp");

}  // namespace

std::span<const FarmMetric> PrinterCountMetrics() { return kPrinterCountMetrics; }

std::span<const FarmMetric> OtherFarmMetrics() { return kOtherFarmMetrics; }

std::span<const FamilyDefinition> FarmDefinitions() { return kDefinitions; }

const FamilyDefinition* FindDefinition(std::string_view name) {
  const auto found = std::ranges::find(kDefinitions, name, &FamilyDefinition::name);
  return found == kDefinitions.end() ? nullptr : &*found;
}

}  // namespace agent::metrics
