#include "agent/exposition/series.hpp"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

namespace agent::exposition {
namespace {

using prometheus::ClientMetric;

using Canonical = std::vector<std::pair<std::string_view, std::string_view>>;

Canonical Canonicalize(const SeriesLabels& labels) {
  Canonical canonical;
  canonical.reserve(labels.size());
  for (const ClientMetric::Label& label : labels) {
    if (!label.value.empty()) canonical.emplace_back(label.name, label.value);
  }
  std::sort(canonical.begin(), canonical.end());
  return canonical;
}

}  // namespace

bool SameSeries(const SeriesLabels& left, const SeriesLabels& right) {
  return left == right || Canonicalize(left) == Canonicalize(right);
}

std::size_t HashLabels(const SeriesLabels& labels) {
  constexpr std::hash<std::string_view> kHash;
  std::size_t sum = 0;
  for (const ClientMetric::Label& label : labels) {
    // A product: labels that swap their values are another series.
    if (!label.value.empty()) sum += (kHash(label.name) | 1) * kHash(label.value);
  }
  return sum;
}

ClientMetric* SeriesSet::Add(SeriesLabels labels) {
  metrics_.emplace_back().label = std::move(labels);
  if (places_.insert(metrics_.size() - 1).second) return &metrics_.back();
  metrics_.pop_back();
  return nullptr;
}

}  // namespace agent::exposition
