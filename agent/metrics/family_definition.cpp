#include "agent/metrics/family_definition.hpp"

#include <string>
#include <utility>

namespace agent::metrics {

prometheus::MetricFamily MakeFamily(const FamilyDefinition& definition) {
  return {std::string(definition.name), std::string(definition.help), definition.type, {}};
}

void AddSample(prometheus::MetricFamily& family,
               std::vector<prometheus::ClientMetric::Label> labels, double value) {
  prometheus::ClientMetric& metric = family.metric.emplace_back();
  metric.label = std::move(labels);
  if (family.type == prometheus::MetricType::Counter) {
    metric.counter.value = value;
  } else {
    metric.gauge.value = value;
  }
}

}  // namespace agent::metrics
