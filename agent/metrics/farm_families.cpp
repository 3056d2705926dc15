#include "agent/metrics/farm_families.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "agent/metrics/farm_metric.hpp"

namespace agent::metrics {
namespace {

using prometheus::MetricFamily;

bool IsOnline(const farm::Printer& printer, base::WallTime now) {
  // In milliseconds, which reach over all the dates that can be written; those of the clock do not.
  using std::chrono::milliseconds;
  const auto limit = std::chrono::floor<milliseconds>(now) - milliseconds(farm::kOnlineWithin);
  return printer.last_seen && *printer.last_seen > limit;
}

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

std::vector<Labels> LabelsOf(const std::vector<farm::Printer>& printers) {
  std::vector<Labels> labels;
  labels.reserve(printers.size());
  for (const farm::Printer& printer : printers) {
    labels.push_back({{std::string(kPrinterLabels[0]), printer.display_name},
                      {std::string(kPrinterLabels[1]), std::to_string(printer.id)}});
  }
  return labels;
}

std::optional<double> ValueOf(const farm::Printer& printer, std::size_t metric) {
  const std::optional<double>& value = printer.values[metric];
  const bool is_always_there = farm::kPrinterMetrics[metric].kind == farm::ValueKind::kTotal;
  return is_always_there ? value.value_or(0) : value;
}

// The family of one of farm::kPrinterMetrics.
MetricFamily PrinterFamily(std::size_t metric, const std::vector<farm::Printer>& printers,
                           const std::vector<Labels>& labels) {
  MetricFamily family = MakeFamily(DefinitionOf(farm::kPrinterMetrics[metric]));
  family.metric.reserve(printers.size());
  for (std::size_t i = 0; i < printers.size(); ++i) {
    if (const auto value = ValueOf(printers[i], metric)) AddSample(family, labels[i], *value);
  }
  return family;
}

void AddUnlessEmpty(std::vector<MetricFamily>& families, MetricFamily family) {
  if (!family.metric.empty()) families.push_back(std::move(family));
}

}  // namespace

std::vector<MetricFamily> FarmFamilies(const farm::Farm& farm, base::WallTime now) {
  static const std::vector<farm::Printer> kNone;
  const std::vector<farm::Printer>& printers = farm.printers ? *farm.printers : kNone;
  const FarmView view{farm, now, CountPrinters(printers, now), LabelsOf(printers)};
  std::vector<MetricFamily> families;
  const auto add = [&](const FarmMetric& metric) {
    MetricFamily family = MakeFamily(metric.definition);
    metric.add_samples(view, family);
    AddUnlessEmpty(families, std::move(family));
  };
  for (const FarmMetric& metric : PrinterCountMetrics()) add(metric);
  for (std::size_t metric = 0; metric < farm::kPrinterMetrics.size(); ++metric) {
    AddUnlessEmpty(families, PrinterFamily(metric, printers, view.printer_labels));
  }
  for (const FarmMetric& metric : OtherFarmMetrics()) add(metric);
  return families;
}

}  // namespace agent::metrics
