#include "agent/metrics/farm_families.hpp"

#include <prometheus/client_metric.h>
#include <prometheus/metric_type.h>

#include <chrono>
#include <string>
#include <utility>

namespace agent::metrics {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

// O.D.I.N.'s own rule: a printer not seen for this long is offline.
constexpr std::chrono::seconds kOnlineWithin(90);

bool IsOnline(const farm::Printer& printer, base::WallTime now) {
  // In milliseconds, which reach over all the dates that can be written; those of the clock do not.
  using std::chrono::milliseconds;
  const auto limit = std::chrono::floor<milliseconds>(now) - milliseconds(kOnlineWithin);
  return printer.last_seen && *printer.last_seen > limit;
}

MetricFamily MakeFamily(const char* name, const char* help, MetricType type) {
  MetricFamily family;
  family.name = name;
  family.help = help;
  family.type = type;
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

void AddGauge(std::vector<MetricFamily>& families, const char* name, const char* help,
              double value) {
  AddSample(families.emplace_back(MakeFamily(name, help, MetricType::Gauge)), {}, value);
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
void AddPerPrinter(std::vector<MetricFamily>& families, const char* name, const char* help,
                   MetricType type, const std::vector<LabelledPrinter>& printers, Value value) {
  MetricFamily family = MakeFamily(name, help, type);
  family.metric.reserve(printers.size());
  for (const auto& [printer, labels] : printers) {
    if (const std::optional<double> number = value(printer)) AddSample(family, labels, *number);
  }
  if (!family.metric.empty()) families.push_back(std::move(family));
}

void AddPrinters(std::vector<MetricFamily>& families, const std::vector<farm::Printer>& printers,
                 base::WallTime now) {
  const PrinterCounts counts = CountPrinters(printers, now);
  AddGauge(families, "odin_printers_total", "Active printers.",
           static_cast<double>(printers.size()));
  AddGauge(families, "odin_printers_online", "Active printers seen within the last 90 seconds.",
           counts.online);
  AddGauge(families, "odin_printers_printing", "Online printers that print or prepare to.",
           counts.printing);
  AddGauge(families, "odin_printers_error", "Online printers in a failed or unknown state.",
           counts.error);
  AddGauge(families, "odin_printers_idle", "Online printers in any other state.", counts.idle);

  const std::vector<LabelledPrinter> labelled = LabelAll(printers);
  AddPerPrinter(families, "odin_printer_nozzle_temp_celsius", "Nozzle temperature.",
                MetricType::Gauge, labelled,
                [](const farm::Printer& printer) { return printer.nozzle_celsius; });
  AddPerPrinter(families, "odin_printer_bed_temp_celsius", "Bed temperature.", MetricType::Gauge,
                labelled, [](const farm::Printer& printer) { return printer.bed_celsius; });
  AddPerPrinter(families, "odin_printer_progress", "Progress of the print in hand, 0 to 100.",
                MetricType::Gauge, labelled,
                [](const farm::Printer& printer) { return printer.progress_percent; });
  AddPerPrinter(families, "odin_printer_print_hours_total",
                "Hours printed over the printer's life.", MetricType::Counter, labelled,
                [](const farm::Printer& printer) { return std::optional(printer.print_hours); });
  AddPerPrinter(families, "odin_printer_print_count_total", "Prints over the printer's life.",
                MetricType::Counter, labelled,
                [](const farm::Printer& printer) { return std::optional(printer.print_count); });
}

void AddByStatus(std::vector<MetricFamily>& families, const char* name, const char* help,
                 const farm::StatusCounts& counts) {
  MetricFamily family = MakeFamily(name, help, MetricType::Gauge);
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
    AddByStatus(families, "odin_jobs_by_status", "Jobs per status.", *farm.jobs);
    AddGauge(families, "odin_queue_depth", "Jobs pending, scheduled or submitted.",
             QueueDepth(*farm.jobs));
  }
  if (farm.spools) {
    AddGauge(families, "odin_spools_total", "Spools whose remaining weight is known.",
             static_cast<double>(farm.spools->total));
    AddGauge(families, "odin_spools_low", "Spools with less than 100 g left.",
             static_cast<double>(farm.spools->low));
  }
  if (farm.orders) {
    AddByStatus(families, "odin_orders_by_status", "Orders per status.", *farm.orders);
  }
  if (farm.unread_alerts) {
    AddGauge(families, "odin_alerts_unread", "Alerts that nobody has read.",
             static_cast<double>(*farm.unread_alerts));
  }
  return families;
}

}  // namespace agent::metrics
