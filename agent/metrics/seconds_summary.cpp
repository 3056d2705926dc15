#include "agent/metrics/seconds_summary.hpp"

#include <utility>

namespace agent::metrics {

using prometheus::Labels;
using prometheus::MetricFamily;

SecondsSummary::SecondsSummary(const FamilyDefinition& definition) : definition_(definition) {}

void SecondsSummary::Add(const Labels& labels) {
  const std::lock_guard lock(mutex_);
  observations_.try_emplace(labels);
}

void SecondsSummary::Observe(const Labels& labels, Seconds took) {
  const std::lock_guard lock(mutex_);
  auto& [count, sum] = observations_[labels];
  ++count;
  sum += took;
}

std::vector<MetricFamily> SecondsSummary::Collect() const {
  const std::lock_guard lock(mutex_);
  if (observations_.empty()) return {};
  MetricFamily family = MakeFamily(definition_);
  for (const auto& [labels, observed] : observations_) {
    prometheus::ClientMetric& metric = family.metric.emplace_back();
    for (const auto& [name, value] : labels) metric.label.push_back({name, value});
    metric.summary.sample_count = observed.count;
    metric.summary.sample_sum = observed.sum.count();
  }
  return {std::move(family)};
}

}  // namespace agent::metrics
