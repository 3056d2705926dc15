#pragma once

#include <prometheus/metric_family.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "agent/base/clock.hpp"
#include "agent/metrics/seconds_summary.hpp"

namespace agent::metrics {

// The metrics of the pushes to one destination. Its series are exposed from Show() until its last
// owner releases it, so they exist as long as the loop that pushes there. Thread-safe.
class GatewayMetrics {
 public:
  // `gateway` is the label's value. `reasons` are all reasons for which a push can fail.
  GatewayMetrics(std::string gateway, const std::vector<std::string>& reasons);
  GatewayMetrics(const GatewayMetrics&) = delete;
  GatewayMetrics& operator=(const GatewayMetrics&) = delete;

  void Show() noexcept;

  void PushSucceeded(base::WallTime at, Seconds took, std::size_t bytes);
  void PushFailed(const std::string& reason, Seconds took, std::size_t bytes);
  void SetClockSkew(Seconds agent_minus_gateway);

 private:
  friend class GatewayMetricsList;

  const std::string gateway_;
  mutable std::mutex mutex_;
  bool is_shown_ = false;
  std::uint64_t pushes_ = 0;
  std::map<std::string, std::uint64_t> failures_;  // by reason
  Seconds seconds_{0};
  std::uint64_t bytes_ = 0;
  double last_push_ = 0;  // seconds since the epoch
  std::optional<Seconds> clock_skew_;
};

// Every GatewayMetrics that has an owner. Thread-safe.
class GatewayMetricsList {
 public:
  // The metrics of `gateway`: the existing ones, shared with their other owners, or new ones that
  // are not shown yet.
  [[nodiscard]] std::shared_ptr<GatewayMetrics> Get(const std::string& gateway,
                                                    const std::vector<std::string>& reasons);

  // Six families, each with its samples in the order of the gateways. A family without samples is
  // left out.
  [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::weak_ptr<GatewayMetrics>> by_gateway_;
};

}  // namespace agent::metrics
