#pragma once

#include <prometheus/metric_family.h>

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace agent::collect {

// Why a collection failed. `reason` is a short fixed word, a label value of
// odin_agent_collect_failures_total; `detail` is for a person: the path or URL, what happened, and
// what to do.
struct CollectError {
  std::string reason;
  std::string detail;
};

struct CollectResult {
  std::vector<prometheus::MetricFamily> families;  // empty when error is set
  std::optional<CollectError> error;
  std::vector<std::string> remarks;  // what is missing although the collection succeeded
};

// A source of a farm's metric families. Use from one thread.
class Collector {
 public:
  virtual ~Collector() = default;

  // Reads the source once. Takes at most the configured timeout, less when `stop` fires (the error
  // is then "cancelled"). What goes wrong with the source is returned, never thrown.
  [[nodiscard]] virtual CollectResult Collect(std::stop_token stop) = 0;
};

}  // namespace agent::collect
