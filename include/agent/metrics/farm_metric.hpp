#pragma once

#include <prometheus/metric_type.h>

#include <string_view>

namespace agent::metrics {

// The families of the metric set: O.D.I.N.'s names, types and labels.
enum class FarmMetric {
  kPrintersTotal,
  kPrintersOnline,
  kPrintersPrinting,
  kPrintersError,
  kPrintersIdle,
  kNozzleCelsius,
  kBedCelsius,
  kProgress,
  kPrintHours,
  kPrintCount,
  kJobsByStatus,
  kQueueDepth,
  kSpoolsTotal,
  kSpoolsLow,
  kOrdersByStatus,
  kAlertsUnread,
};

// What a family is called everywhere, whatever source its values come from: a Pushgateway refuses a
// push whose family has another type than in the groups that it holds, and complains at each scrape
// of one with another help text.
struct FamilyDefinition {
  FarmMetric metric;
  std::string_view name;
  prometheus::MetricType type;
  std::string_view help;
};

[[nodiscard]] const FamilyDefinition& DefinitionOf(FarmMetric metric);

// The definition of the family of this name; null for one that is not of the set.
[[nodiscard]] const FamilyDefinition* FindDefinition(std::string_view name);

}  // namespace agent::metrics
