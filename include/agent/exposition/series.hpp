#pragma once

#include <prometheus/client_metric.h>

#include <cstddef>
#include <unordered_set>
#include <vector>

namespace agent::exposition {

using SeriesLabels = std::vector<prometheus::ClientMetric::Label>;

// Whether the labels are those of one series. Their order does not matter, and an empty label
// counts as absent (Prometheus' data model).
[[nodiscard]] bool SameSeries(const SeriesLabels& left, const SeriesLabels& right);

// A hash that is equal for labels of the same series (SameSeries).
[[nodiscard]] std::size_t HashLabels(const SeriesLabels& labels);

// The series of one family, each once, with its first value.
class SeriesSet {
 public:
  SeriesSet() = default;
  SeriesSet(const SeriesSet&) = delete;
  SeriesSet& operator=(const SeriesSet&) = delete;

  // Adds a series. Null when it is already there.
  prometheus::ClientMetric* Add(SeriesLabels labels);

  [[nodiscard]] std::vector<prometheus::ClientMetric>& metrics() { return metrics_; }
  [[nodiscard]] const std::vector<prometheus::ClientMetric>& metrics() const { return metrics_; }

  // The memory for a series besides its metric: a hash node, and its share of a table that doubles.
  static constexpr std::size_t kBytesPerSeries = 48;

 private:
  struct Hash {
    const std::vector<prometheus::ClientMetric>* metrics;
    std::size_t operator()(std::size_t place) const { return HashLabels((*metrics)[place].label); }
  };
  struct Same {
    const std::vector<prometheus::ClientMetric>* metrics;
    bool operator()(std::size_t left, std::size_t right) const {
      return SameSeries((*metrics)[left].label, (*metrics)[right].label);
    }
  };

  std::vector<prometheus::ClientMetric> metrics_;
  // Of places in metrics_.
  std::unordered_set<std::size_t, Hash, Same> places_{0, Hash{&metrics_}, Same{&metrics_}};
};

}  // namespace agent::exposition
