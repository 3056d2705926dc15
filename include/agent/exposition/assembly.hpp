#pragma once

#include <prometheus/client_metric.h>

#include <cstddef>
#include <string_view>

namespace agent::exposition {

// What a sample is to the series of its family.
enum class Role {
  kValue,     // of a counter, gauge or untyped series
  kQuantile,  // of a summary
  kBucket,    // of a histogram
  kSum,
  kCount,
  kIgnored,  // OpenMetrics' _created
  kStray,    // has the name of a histogram itself, which no sample has
};

// A line of the text.
struct SourceLine {
  std::size_t number = 0;  // from 1
  std::string_view text;   // without its end
};

// A histogram or summary whose samples are still coming in.
struct Assembly {
  SourceLine first;        // its first sample
  std::string_view fault;  // why it must be dropped, or nothing
  bool has_sum = false;
  bool has_count = false;
};

// Adds one sample; `bound` is its le or quantile, NaN where it has none. Returns why the sample was
// dropped, which leaves the series as it was, or nothing.
[[nodiscard]] std::string_view AddToHistogram(Role role, double bound, double value,
                                              prometheus::ClientMetric::Histogram& histogram,
                                              Assembly& assembly);
[[nodiscard]] std::string_view AddToSummary(Role role, double bound, double value,
                                            prometheus::ClientMetric::Summary& summary,
                                            Assembly& assembly);

// Puts what was gathered in order: buckets by bound, a count from the last bucket where it is
// missing, NaN for a missing sum. Sets `fault` where the parts contradict each other. Returns how
// many buckets or quantiles were dropped because they came again.
[[nodiscard]] std::size_t FinishHistogram(prometheus::ClientMetric::Histogram& histogram,
                                          Assembly& assembly);
[[nodiscard]] std::size_t FinishSummary(prometheus::ClientMetric::Summary& summary,
                                        Assembly& assembly);

}  // namespace agent::exposition
