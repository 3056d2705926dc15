#pragma once

#include <prometheus/client_metric.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace agent::exposition {

using SeriesLabels = std::vector<prometheus::ClientMetric::Label>;

// The same for all that SameSeries holds for.
[[nodiscard]] std::uint32_t HashLabels(const SeriesLabels& labels);

// Whether the labels are of one series: their order does not matter, and an empty label is as good
// as none (Prometheus' data model).
[[nodiscard]] bool SameSeries(const SeriesLabels& left, const SeriesLabels& right);

// Finds a family's series by their labels. Holds hashes and places only; the series themselves stay
// with the caller.
class SeriesIndex {
 public:
  // The place in `metrics` of a series with these labels and this hash.
  [[nodiscard]] std::optional<std::size_t> Find(
      const std::vector<prometheus::ClientMetric>& metrics, const SeriesLabels& labels,
      std::uint32_t hash) const;

  // Takes up a series that Find does not know. There may be 2³² - 1 of them.
  void Add(std::uint32_t hash, std::size_t place);

 private:
  // Small, since a lookup costs little else than to fetch one.
  struct Entry {
    std::uint32_t hash = 0;
    std::uint32_t place_plus_one = 0;  // 0: free
  };

  static void Insert(std::vector<Entry>& entries, const Entry& entry);

  std::vector<Entry> entries_;  // a power of two of them, at most half of them in use
  std::size_t used_ = 0;
};

}  // namespace agent::exposition
