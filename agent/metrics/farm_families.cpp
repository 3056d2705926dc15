#include "agent/metrics/farm_families.hpp"

#include <prometheus/client_metric.h>
#include <prometheus/metric_type.h>

#include <chrono>
#include <string>
#include <utility>

#include "agent/metrics/farm_metric.hpp"

namespace agent::metrics {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

bool IsOnline(const farm::Printer& printer, base::WallTime now) {
  // In milliseconds, which reach over all the dates that can be written; those of the clock do not.
  using std::chrono::milliseconds;
  const auto limit = std::chrono::floor<milliseconds>(now) - milliseconds(farm::kOnlineWithin);
  return printer.last_seen && *printer.last_seen > limit;
}

MetricFamily MakeFamily(FarmMetric metric) {
  const FamilyDefinition& definition = DefinitionOf(metric);
  MetricFamily family;
  family.name = definition.name;
  family.help = definition.help;
  family.type = definition.type;
  return family;
}

using Labels = std::vector<ClientMetric::Label>;

void AddSample(MetricFamily& family, Labels labels, double value) {
  ClientMetric& metric = family.metric.emplace_back();
  metric.label = std::move(labels);
  if (family.type == MetricType::Counter) {
    metric.counter.value = value;
  } else {
    metric.gauge.value = value;
  }
}

void AddGauge(std::vector<MetricFamily>& families, FarmMetric metric, double value) {
  AddSample(families.emplace_back(MakeFamily(metric)), {}, value);
}

struct PrinterCounts {
  int online = 0;
  int printing = 0;
  int error = 0;
  int idle = 0;
};

// Every online printer is printing, in error or idle; nothing else is counted.
PrinterCounts CountPrinters(const std::vector<farm::Printer>& printers, base::WallTime now) {
  PrinterCounts counts;
  for (const farm::Printer& printer : printers) {
    if (!IsOnline(printer, now)) continue;
    ++counts.online;
    if (farm::IsPrinting(printer.state)) {
      ++counts.printing;
    } else if (printer.state == farm::PrinterState::kFailed ||
               printer.state == farm::PrinterState::kUnknown) {
      ++counts.error;
    } else {
      ++counts.idle;
    }
  }
  return counts;
}

// A printer with the labels that all its samples have.
struct LabelledPrinter {
  const farm::Printer& printer;
  Labels labels;
};

std::vector<LabelledPrinter> LabelAll(const std::vector<farm::Printer>& printers) {
  std::vector<LabelledPrinter> labelled;
  labelled.reserve(printers.size());
  for (const farm::Printer& printer : printers) {
    labelled.push_back(
        {printer, {{"printer", printer.display_name}, {"printer_id", std::to_string(printer.id)}}});
  }
  return labelled;
}

// One family with a sample for every printer for which `value` gives a number.
template <typename Value>
void AddPerPrinter(std::vector<MetricFamily>& families, FarmMetric metric,
                   const std::vector<LabelledPrinter>& printers, Value value) {
  MetricFamily family = MakeFamily(metric);
  family.metric.reserve(printers.size());
  for (const auto& [printer, labels] : printers) {
    if (const std::optional<double> number = value(printer)) AddSample(family, labels, *number);
  }
  if (!family.metric.empty()) families.push_back(std::move(family));
}

void AddPrinters(std::vector<MetricFamily>& families, const std::vector<farm::Printer>& printers,
                 base::WallTime now) {
  const PrinterCounts counts = CountPrinters(printers, now);
  AddGauge(families, FarmMetric::kPrintersTotal, static_cast<double>(printers.size()));
  AddGauge(families, FarmMetric::kPrintersOnline, counts.online);
  AddGauge(families, FarmMetric::kPrintersPrinting, counts.printing);
  AddGauge(families, FarmMetric::kPrintersError, counts.error);
  AddGauge(families, FarmMetric::kPrintersIdle, counts.idle);

  const std::vector<LabelledPrinter> labelled = LabelAll(printers);
  AddPerPrinter(families, FarmMetric::kNozzleCelsius, labelled,
                [](const farm::Printer& printer) { return printer.nozzle_celsius; });
  AddPerPrinter(families, FarmMetric::kBedCelsius, labelled,
                [](const farm::Printer& printer) { return printer.bed_celsius; });
  AddPerPrinter(families, FarmMetric::kProgress, labelled,
                [](const farm::Printer& printer) { return printer.progress_percent; });
  AddPerPrinter(families, FarmMetric::kPrintHours, labelled,
                [](const farm::Printer& printer) { return std::optional(printer.print_hours); });
  AddPerPrinter(families, FarmMetric::kPrintCount, labelled,
                [](const farm::Printer& printer) { return std::optional(printer.print_count); });
}

void AddByStatus(std::vector<MetricFamily>& families, FarmMetric metric,
                 const farm::StatusCounts& counts) {
  MetricFamily family = MakeFamily(metric);
  for (const auto& [status, count] : counts) {
    AddSample(family, {{"status", status}}, static_cast<double>(count));
  }
  if (!family.metric.empty()) families.push_back(std::move(family));
}

// Jobs that wait for a printer. O.D.I.N.'s own endpoint compares with lower case only and so reads
// 0 on databases with upper-case statuses; `jobs` is already in lower case.
double QueueDepth(const farm::StatusCounts& jobs) {
  std::int64_t depth = 0;
  for (const char* status : {"pending", "scheduled", "submitted"}) {
    const auto found = jobs.find(status);
    if (found != jobs.end()) depth += found->second;
  }
  return static_cast<double>(depth);
}

}  // namespace

std::vector<MetricFamily> FarmFamilies(const farm::Farm& farm, base::WallTime now) {
  std::vector<MetricFamily> families;
  if (farm.printers) AddPrinters(families, *farm.printers, now);
  if (farm.jobs) {
    AddByStatus(families, FarmMetric::kJobsByStatus, *farm.jobs);
    AddGauge(families, FarmMetric::kQueueDepth, QueueDepth(*farm.jobs));
  }
  if (farm.spools) {
    AddGauge(families, FarmMetric::kSpoolsTotal, static_cast<double>(farm.spools->total));
    AddGauge(families, FarmMetric::kSpoolsLow, static_cast<double>(farm.spools->low));
  }
  if (farm.orders) AddByStatus(families, FarmMetric::kOrdersByStatus, *farm.orders);
  if (farm.unread_alerts) {
    AddGauge(families, FarmMetric::kAlertsUnread, static_cast<double>(*farm.unread_alerts));
  }
  return families;
}

}  // namespace agent::metrics
