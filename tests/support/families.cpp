#include "support/families.hpp"

#include <chrono>
#include <stdexcept>
#include <stop_token>

#include "agent/base/clock.hpp"
#include "agent/collect/database.hpp"

namespace agent::test {

std::vector<prometheus::MetricFamily> FamiliesOf(const std::string& path) {
  collect::DatabaseCollector collector(path, std::chrono::seconds(60), base::SystemClock());
  collect::CollectResult result = collector.Collect(std::stop_token());
  if (result.error) throw std::runtime_error(result.error->detail);
  return std::move(result.families);
}

}  // namespace agent::test
