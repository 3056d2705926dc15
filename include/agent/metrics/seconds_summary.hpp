#pragma once

#include <prometheus/collectable.h>
#include <prometheus/labels.h>
#include <prometheus/metric_family.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

#include "agent/metrics/family_definition.hpp"

namespace agent::metrics {

using Seconds = std::chrono::duration<double>;

// A summary family in seconds, with sum and count only. Thread-safe. A prometheus::Summary without
// quantiles gives the same output, but keeps the observations of the last minute: 20 kB, and far
// more at many ticks a second.
class SecondsSummary final : public prometheus::Collectable {
 public:
  explicit SecondsSummary(const FamilyDefinition& definition);

  void Add(const prometheus::Labels& labels);  // with 0 observations, unless it exists
  void Observe(const prometheus::Labels& labels, Seconds took);

  // The family with its samples in the order of their labels. Empty without samples.
  [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  struct Observations {
    std::uint64_t count = 0;
    Seconds sum{0};
  };

  const FamilyDefinition definition_;
  mutable std::mutex mutex_;
  std::map<prometheus::Labels, Observations> observations_;
};

}  // namespace agent::metrics
