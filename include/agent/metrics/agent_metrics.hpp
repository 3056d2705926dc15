#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/metric_family.h>
#include <prometheus/registry.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agent/base/clock.hpp"
#include "agent/metrics/gateway_metrics.hpp"
#include "agent/metrics/seconds_summary.hpp"

namespace agent::metrics {

// The agent's own metrics, `odin_agent_*`. Owns a registry; all members are thread-safe.
// Counters that an alert would ask for are there from the start with the value 0, so that
// increase() sees their first step.
class AgentMetrics {
 public:
  explicit AgentMetrics(base::WallTime start);

  // Collections. `reason` is the name of one of the collector's reasons to fail.
  void AddCollectFailureReason(std::string_view reason);  // counts from 0, if it does not yet
  void CollectSucceeded(base::WallTime at, Seconds took);
  void CollectFailed(std::string_view reason, Seconds took);

  // What was wrong with the text that the last collection read. Without these families while the
  // last collection read none: a database has no lines, and an old figure would be taken for new.
  void SetSourceText(std::size_t bad_lines, std::size_t repaired_lines, std::size_t dropped_series);
  void ClearSourceText();

  // Another source, site or set of labels has taken the place of the one that the figures were of:
  // there is nothing to say of the new one yet.
  void ForgetSource();

  // Pushes: those of `gateway`, the name of a destination.
  [[nodiscard]] std::shared_ptr<GatewayMetrics> Gateway(const std::string& gateway,
                                                        const std::vector<std::string>& reasons) {
    return gateways_.Get(gateway, reasons);
  }

  // The local endpoint. `path` must come from a fixed set: it becomes a label.
  void CountHttpRequest(const std::string& path, int code);

  void SetConfigReloadSuccessful(bool successful);

  // Every family, each with its samples in a fixed order; process figures read at the call.
  [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const;

 private:
  prometheus::Registry registry_;
  prometheus::Gauge& source_up_;
  prometheus::Counter& collects_;
  prometheus::Family<prometheus::Counter>& collect_failures_;
  SecondsSummary collect_seconds_;
  prometheus::Gauge& last_collect_;
  prometheus::Family<prometheus::Gauge>& source_bad_lines_;
  prometheus::Family<prometheus::Gauge>& source_repaired_lines_;
  prometheus::Family<prometheus::Gauge>& source_dropped_series_;
  prometheus::Family<prometheus::Counter>& http_requests_;
  prometheus::Gauge& reload_successful_;
  GatewayMetricsList gateways_;
};

}  // namespace agent::metrics
