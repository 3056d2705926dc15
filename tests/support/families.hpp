#pragma once

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <string>
#include <utility>
#include <vector>

namespace agent::test {

// The families that the agent collects from the O.D.I.N. database at `path`. Throws
// std::runtime_error with the reason when it cannot collect.
[[nodiscard]] std::vector<prometheus::MetricFamily> FamiliesOf(const std::string& path);

// The same families at each collection: a copy of them.
class FixedFamilies final : public prometheus::Collectable {
 public:
  explicit FixedFamilies(std::vector<prometheus::MetricFamily> families)
      : families_(std::move(families)) {}

  [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const override { return families_; }

 private:
  std::vector<prometheus::MetricFamily> families_;
};

}  // namespace agent::test
