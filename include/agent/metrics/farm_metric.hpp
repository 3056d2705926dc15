#pragma once

#include <prometheus/metric_family.h>

#include <span>
#include <string_view>
#include <vector>

#include "agent/base/clock.hpp"
#include "agent/farm/farm.hpp"
#include "agent/metrics/family_definition.hpp"

namespace agent::metrics {

// The number of online printers by state. Each printer counts in exactly one of the last three.
struct PrinterCounts {
  int online = 0;
  int printing = 0;
  int error = 0;
  int idle = 0;
};

using Labels = std::vector<prometheus::ClientMetric::Label>;

// What the metrics of a tick are made from.
struct FarmView {
  const farm::Farm& farm;
  base::WallTime now;
  PrinterCounts counts;
  std::vector<Labels> printer_labels;  // kPrinterLabels of each printer, in the farm's order
};

// A metric that is not read from one column of the table `printers`.
struct FarmMetric {
  FamilyDefinition definition;
  // Adds its samples. Adds none when the farm lacks the data.
  void (*add_samples)(const FarmView& view, prometheus::MetricFamily& family);
};

// The metrics that count printers, and the other ones. In the exposition, farm::kPrinterMetrics
// come between the two. One entry adds a metric.
[[nodiscard]] std::span<const FarmMetric> PrinterCountMetrics();
[[nodiscard]] std::span<const FarmMetric> OtherFarmMetrics();

[[nodiscard]] constexpr FamilyDefinition DefinitionOf(const farm::PrinterMetric& metric) {
  return {metric.name, metric.type, metric.help,   kPrinterLabels,
          metric.unit, "printers",  metric.column, metric.note};
}

// The definitions of all families of a farm, in the order of the exposition.
[[nodiscard]] std::span<const FamilyDefinition> FarmDefinitions();

// The definition of the family of this name. Null for a family that is not a farm's.
[[nodiscard]] const FamilyDefinition* FindDefinition(std::string_view name);

}  // namespace agent::metrics
