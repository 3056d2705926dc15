#pragma once

#include <prometheus/metric_type.h>

#include <array>
#include <cstddef>
#include <string_view>

namespace agent::farm {

// How the value of a column becomes the value of a metric.
enum class ValueKind {
  kNumber,   // no sample unless the column holds a finite number
  kPercent,  // no sample unless the column holds a number from 0 to 100
  kTotal,    // 0 unless the column holds a finite number, so that a counter always has a sample
};

// A metric that every printer has, and the column of the table `printers` that it is read from.
struct PrinterMetric {
  std::string_view name;
  prometheus::MetricType type;
  std::string_view help;  // with a full stop
  const char* column;
  ValueKind kind;
  std::string_view unit;  // only for deploy/METRICS.md, as is `note`
  std::string_view note = {};
  bool is_in_every_version = true;  // then a missing column causes a warning
};

// One entry adds a metric. The database's query, the families, the endpoint's definitions and
// deploy/METRICS.md are made from this table. The order is that of the exposition.
inline constexpr auto kPrinterMetrics = std::to_array<PrinterMetric>({
    {"odin_printer_nozzle_temp_celsius", prometheus::MetricType::Gauge, "Nozzle temperature.",
     "nozzle_temp", ValueKind::kNumber, "°C", "Absent where it is not known."},
    {"odin_printer_bed_temp_celsius", prometheus::MetricType::Gauge, "Bed temperature.", "bed_temp",
     ValueKind::kNumber, "°C", "Absent where it is not known."},
    {"odin_printer_progress", prometheus::MetricType::Gauge,
     "Progress of the print in hand, 0 to 100.", "print_progress", ValueKind::kPercent, "%",
     "O.D.I.N. has no such column yet. Where it is missing or holds nothing, the value is "
     "`progress_percent` of the newest running row of `print_jobs`, for a printer that prints, "
     "prepares to or pauses. Absent without a print in hand.",
     false},
    {"odin_printer_print_hours_total", prometheus::MetricType::Counter,
     "Hours printed over the printer's life.", "total_print_hours", ValueKind::kTotal, "hours"},
    {"odin_printer_print_count_total", prometheus::MetricType::Counter,
     "Prints over the printer's life.", "total_print_count", ValueKind::kTotal, "prints"},
});

// The place of a metric in the table; a name that is not in it does not compile.
consteval std::size_t IndexOf(std::string_view name) {
  std::size_t index = 0;
  while (kPrinterMetrics.at(index).name != name) ++index;
  return index;
}

}  // namespace agent::farm
