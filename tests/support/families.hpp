#pragma once

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <string>
#include <utility>
#include <vector>

namespace agent::test {

// The families of O.D.I.N.'s database at `path`, as the agent collects them. Throws
// std::runtime_error with what is wrong with it.
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
