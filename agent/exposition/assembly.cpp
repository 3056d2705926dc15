#include "agent/exposition/assembly.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <vector>

namespace agent::exposition {
namespace {

using prometheus::ClientMetric;
using Bucket = ClientMetric::Bucket;
using Histogram = ClientMetric::Histogram;
using Quantile = ClientMetric::Quantile;
using Summary = ClientMetric::Summary;

std::optional<std::uint64_t> AsCount(double value) {
  constexpr double kTooLarge = 18446744073709551616.0;  // 2^64
  if (!(value >= 0 && value < kTooLarge) || std::trunc(value) != value) return std::nullopt;
  return static_cast<std::uint64_t>(value);
}

template <typename Distribution>
std::string_view SetCount(double value, Distribution& distribution, Assembly& assembly) {
  if (assembly.has_count) return "the count comes twice";
  assembly.has_count = true;
  const std::optional<std::uint64_t> count = AsCount(value);
  if (!count) assembly.fault = "its count is not a whole number from 0 on";
  distribution.sample_count = count.value_or(0);
  return {};
}

template <typename Distribution>
std::string_view SetSum(double value, Distribution& distribution, Assembly& assembly) {
  if (assembly.has_sum) return "the sum comes twice";
  assembly.has_sum = true;
  distribution.sample_sum = value;
  return {};
}

// Drops the elements whose `key` was there before; returns how many.
template <typename Element>
std::size_t DropRepeated(std::vector<Element>& elements, double Element::*key) {
  const auto not_ascending = [&](const Element& a, const Element& b) { return !(a.*key < b.*key); };
  if (std::adjacent_find(elements.begin(), elements.end(), not_ascending) == elements.end()) {
    return 0;
  }
  std::set<double> seen;
  return std::erase_if(elements,
                       [&](const Element& element) { return !seen.insert(element.*key).second; });
}

bool HasDecreasingCounts(const Histogram& histogram) {
  return !std::is_sorted(
      histogram.bucket.begin(), histogram.bucket.end(),
      [](const Bucket& a, const Bucket& b) { return a.cumulative_count < b.cumulative_count; });
}

}  // namespace

std::string_view AddToHistogram(Role role, double bound, double value, Histogram& histogram,
                                Assembly& assembly) {
  if (role == Role::kCount) return SetCount(value, histogram, assembly);
  if (role == Role::kSum) return SetSum(value, histogram, assembly);
  if (std::isnan(bound)) return "a bucket has no upper bound";
  const std::optional<std::uint64_t> count = AsCount(value);
  if (!count) assembly.fault = "the value of a bucket is not a whole number from 0 on";
  histogram.bucket.push_back({count.value_or(0), bound});
  return {};
}

std::string_view AddToSummary(Role role, double bound, double value, Summary& summary,
                              Assembly& assembly) {
  if (role == Role::kCount) return SetCount(value, summary, assembly);
  if (role == Role::kSum) return SetSum(value, summary, assembly);
  if (std::isnan(bound)) return "a summary's value has no quantile";
  summary.quantile.push_back({bound, value});
  return {};
}

std::size_t FinishHistogram(Histogram& histogram, Assembly& assembly) {
  std::vector<Bucket>& buckets = histogram.bucket;
  const std::size_t dropped = DropRepeated(buckets, &Bucket::upper_bound);
  std::sort(buckets.begin(), buckets.end(),
            [](const Bucket& a, const Bucket& b) { return a.upper_bound < b.upper_bound; });
  if (!assembly.has_sum) histogram.sample_sum = std::numeric_limits<double>::quiet_NaN();
  if (!assembly.fault.empty()) return dropped;

  const bool has_all =
      !buckets.empty() && std::isinf(buckets.back().upper_bound) && buckets.back().upper_bound > 0;
  if (!assembly.has_count && has_all) {
    histogram.sample_count = buckets.back().cumulative_count;
  } else if (!assembly.has_count) {
    assembly.fault = "its count is missing";
  } else if (has_all && buckets.back().cumulative_count != histogram.sample_count) {
    assembly.fault = "its count is not that of its last bucket";
  }
  const bool above_count =
      !buckets.empty() && buckets.back().cumulative_count > histogram.sample_count;
  if (assembly.fault.empty() && (HasDecreasingCounts(histogram) || above_count)) {
    assembly.fault = "its buckets do not add up";
  }
  return dropped;
}

std::size_t FinishSummary(Summary& summary, Assembly& assembly) {
  if (!assembly.has_sum) summary.sample_sum = std::numeric_limits<double>::quiet_NaN();
  if (!assembly.has_count && assembly.fault.empty()) assembly.fault = "its count is missing";
  return DropRepeated(summary.quantile, &Quantile::quantile);
}

}  // namespace agent::exposition
