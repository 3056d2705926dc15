#pragma once

#include <prometheus/metric_family.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include "agent/base/metric_labels.hpp"

namespace agent::metrics {

// The label names of a family's samples, in their order: "path,code", or "" for none. Four at most.
class LabelNames {
 public:
  // Implicit, so that a table has no more than the names.
  constexpr LabelNames(const char* names = "") {  // NOLINT(google-explicit-constructor)
    std::string_view rest(names);
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(','), rest.size());
      names_.at(size_++) = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  [[nodiscard]] constexpr const std::string_view* begin() const { return names_.data(); }
  [[nodiscard]] constexpr const std::string_view* end() const { return names_.data() + size_; }
  [[nodiscard]] constexpr std::string_view operator[](std::size_t index) const {
    return names_[index];
  }

 private:
  std::array<std::string_view, 4> names_{};
  std::size_t size_ = 0;
};

inline constexpr LabelNames kPrinterLabels = "printer,printer_id";

// A family's name, type, help and labels, the same for every source. A Pushgateway refuses a push
// in which a family's type differs from that in another group. When only the help text differs, it
// logs that at each scrape.
struct FamilyDefinition {
  std::string_view name;
  prometheus::MetricType type;
  std::string_view help;  // with a full stop
  LabelNames labels;      // each one of base::kMetricLabels

  // For the reader of deploy/METRICS.md.
  std::string_view unit;
  std::string_view source;        // a table of O.D.I.N.'s database, or another source in words
  std::string_view columns = {};  // of that table
  std::string_view note = {};     // sentences that add to `help`, or nothing
};

// Whether every label of `definitions` is in base::kMetricLabels, so that no external label can
// have its name.
template <typename Definitions>
constexpr bool HaveReservedLabels(const Definitions& definitions) {
  for (const FamilyDefinition& definition : definitions) {
    for (const std::string_view label : definition.labels) {
      if (!base::IsMetricLabel(label)) return false;
    }
  }
  return true;
}

// The family of this definition, without samples.
[[nodiscard]] prometheus::MetricFamily MakeFamily(const FamilyDefinition& definition);

// Adds a sample to a family of counters or gauges.
void AddSample(prometheus::MetricFamily& family,
               std::vector<prometheus::ClientMetric::Label> labels, double value);

}  // namespace agent::metrics
