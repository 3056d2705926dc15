#include "agent/metrics/farm_metric.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace agent::metrics {
namespace {

using enum prometheus::MetricType;

constexpr FamilyDefinition kDefinitions[] = {
    {FarmMetric::kPrintersTotal, "odin_printers_total", Gauge, "Active printers."},
    {FarmMetric::kPrintersOnline, "odin_printers_online", Gauge,
     "Active printers seen within the last 90 seconds."},
    {FarmMetric::kPrintersPrinting, "odin_printers_printing", Gauge,
     "Online printers that print or prepare to."},
    {FarmMetric::kPrintersError, "odin_printers_error", Gauge,
     "Online printers in a failed or unknown state."},
    {FarmMetric::kPrintersIdle, "odin_printers_idle", Gauge, "Online printers in any other state."},
    {FarmMetric::kNozzleCelsius, "odin_printer_nozzle_temp_celsius", Gauge, "Nozzle temperature."},
    {FarmMetric::kBedCelsius, "odin_printer_bed_temp_celsius", Gauge, "Bed temperature."},
    {FarmMetric::kProgress, "odin_printer_progress", Gauge,
     "Progress of the print in hand, 0 to 100."},
    {FarmMetric::kPrintHours, "odin_printer_print_hours_total", Counter,
     "Hours printed over the printer's life."},
    {FarmMetric::kPrintCount, "odin_printer_print_count_total", Counter,
     "Prints over the printer's life."},
    {FarmMetric::kJobsByStatus, "odin_jobs_by_status", Gauge, "Jobs per status."},
    {FarmMetric::kQueueDepth, "odin_queue_depth", Gauge, "Jobs pending, scheduled or submitted."},
    {FarmMetric::kSpoolsTotal, "odin_spools_total", Gauge,
     "Spools whose remaining weight is known."},
    {FarmMetric::kSpoolsLow, "odin_spools_low", Gauge, "Spools with less than 100 g left."},
    {FarmMetric::kOrdersByStatus, "odin_orders_by_status", Gauge, "Orders per status."},
    {FarmMetric::kAlertsUnread, "odin_alerts_unread", Gauge, "Alerts that nobody has read."},
};

constexpr bool IsInOrder() {
  for (std::size_t i = 0; i < std::size(kDefinitions); ++i) {
    if (static_cast<std::size_t>(kDefinitions[i].metric) != i) return false;
  }
  return static_cast<std::size_t>(FarmMetric::kAlertsUnread) + 1 == std::size(kDefinitions);
}
static_assert(IsInOrder(), "each metric has its definition at its own place");

}  // namespace

const FamilyDefinition& DefinitionOf(FarmMetric metric) {
  return kDefinitions[static_cast<std::size_t>(metric)];
}

const FamilyDefinition* FindDefinition(std::string_view name) {
  const FamilyDefinition* const found =
      std::ranges::find(kDefinitions, name, &FamilyDefinition::name);
  return found == std::end(kDefinitions) ? nullptr : found;
}

}  // namespace agent::metrics
