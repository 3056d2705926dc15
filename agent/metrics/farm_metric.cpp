#include "agent/metrics/farm_metric.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace agent::metrics {
namespace {

using farm::Farm;
using prometheus::MetricFamily;

using Number = std::optional<std::int64_t>;

// One sample without labels; none where there is no number.
template <Number (*kNumber)(const FarmView&)>
void One(const FarmView& view, MetricFamily& family) {
  if (const Number number = kNumber(view)) {
    AddSample(family, {}, static_cast<double>(*number));
  }
}

// One sample for each status.
template <std::optional<farm::StatusCounts> Farm::*kCounts>
void ByStatus(const FarmView& view, MetricFamily& family) {
  const std::optional<farm::StatusCounts>& counts = view.farm.*kCounts;
  if (!counts) return;
  for (const auto& [status, count] : *counts) {
    AddSample(family, {{"status", status}}, static_cast<double>(count));
  }
}

Number Printers(const FarmView& view) {
  return view.farm.printers ? Number(view.farm.printers->size()) : std::nullopt;
}

template <int PrinterCounts::*kCount>
Number OnlinePrinters(const FarmView& view) {
  return view.farm.printers ? Number(view.counts.*kCount) : std::nullopt;
}

// O.D.I.N.'s own endpoint compares with lower case only and so reads 0 on databases with upper-case
// statuses; `jobs` is already in lower case.
Number QueueDepth(const FarmView& view) {
  if (!view.farm.jobs) return std::nullopt;
  std::int64_t depth = 0;
  for (const char* status : {"pending", "scheduled", "submitted"}) {
    const auto found = view.farm.jobs->find(status);
    if (found != view.farm.jobs->end()) depth += found->second;
  }
  return depth;
}

template <std::int64_t farm::SpoolCounts::*kCount>
Number Spools(const FarmView& view) {
  return view.farm.spools ? Number((*view.farm.spools).*kCount) : std::nullopt;
}

Number UnreadAlerts(const FarmView& view) { return view.farm.unread_alerts; }

// A metric that counts rows of a table of O.D.I.N.'s.
constexpr FarmMetric Count(std::string_view name, std::string_view help, LabelNames labels,
                           std::string_view table, std::string_view columns,
                           decltype(FarmMetric::add_samples) add_samples,
                           std::string_view note = {}) {
  return {{name, prometheus::MetricType::Gauge, help, labels, table, table, columns, note},
          add_samples};
}

constexpr std::string_view kStatusNote =
    "Statuses are in lower case; `unknown` where there is none.";

constexpr auto kPrinterCountMetrics = std::to_array({
    Count("odin_printers_total", "Active printers.", "", "printers", "is_active", &One<&Printers>,
          "Printers that are not active count nowhere."),
    Count("odin_printers_online", "Active printers seen within the last 90 seconds.", "",
          "printers", "last_seen", &One<&OnlinePrinters<&PrinterCounts::online>>),
    Count("odin_printers_printing", "Online printers that print or prepare to.", "", "printers",
          "gcode_state, last_seen", &One<&OnlinePrinters<&PrinterCounts::printing>>),
    Count("odin_printers_error", "Online printers in a failed or unknown state.", "", "printers",
          "gcode_state, last_seen", &One<&OnlinePrinters<&PrinterCounts::error>>),
    Count("odin_printers_idle", "Online printers in any other state.", "", "printers",
          "gcode_state, last_seen", &One<&OnlinePrinters<&PrinterCounts::idle>>),
});

constexpr auto kOtherFarmMetrics = std::to_array({
    Count("odin_jobs_by_status", "Jobs per status.", "status", "jobs", "status",
          &ByStatus<&Farm::jobs>, kStatusNote),
    Count("odin_queue_depth", "Jobs pending, scheduled or submitted.", "", "jobs", "status",
          &One<&QueueDepth>),
    Count("odin_spools_total", "Spools whose remaining weight is known.", "", "spools",
          "remaining_weight_g", &One<&Spools<&farm::SpoolCounts::total>>),
    Count("odin_spools_low", "Spools with less than 100 g left.", "", "spools",
          "remaining_weight_g", &One<&Spools<&farm::SpoolCounts::low>>),
    Count("odin_orders_by_status", "Orders per status.", "status", "orders", "status",
          &ByStatus<&Farm::orders>, kStatusNote),
    Count("odin_alerts_unread", "Alerts that nobody has read.", "", "alerts", "is_read",
          &One<&UnreadAlerts>),
});

constexpr auto DefineAll() {
  std::array<FamilyDefinition,
             kPrinterCountMetrics.size() + farm::kPrinterMetrics.size() + kOtherFarmMetrics.size()>
      all{};
  FamilyDefinition* next = all.data();
  for (const FarmMetric& metric : kPrinterCountMetrics) *next++ = metric.definition;
  for (const farm::PrinterMetric& metric : farm::kPrinterMetrics) *next++ = DefinitionOf(metric);
  for (const FarmMetric& metric : kOtherFarmMetrics) *next++ = metric.definition;
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
