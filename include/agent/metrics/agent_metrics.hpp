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

// The agent's own metrics, `odin_agent_*`. Owns a registry; all members are thread-safe. Counters
// that alerts use exist from the start with the value 0, so that increase() sees their first step.
class AgentMetrics {
 public:
  explicit AgentMetrics(base::WallTime start);

  // Collections. `reason` is the name of a CollectReason.
  void AddCollectFailureReason(std::string_view reason);  // makes its counter, at 0
  void CollectSucceeded(base::WallTime at, Seconds took);
  void CollectFailed(std::string_view reason, Seconds took);

  // Faults in the text that the last collection read. ClearSourceText() removes these families, for
  // a collection that read no text: old figures would look new.
  void SetSourceText(std::size_t bad_lines, std::size_t repaired_lines, std::size_t dropped_series);
  void ClearSourceText();

  // Resets the state of the source: "up", the last success, and the faults of its text. Call it
  // when a reload changes the source, the site or the labels.
  void ForgetSource();

  // The metrics of the pushes to `gateway`, the name of a destination.
  [[nodiscard]] std::shared_ptr<GatewayMetrics> Gateway(const std::string& gateway,
                                                        const std::vector<std::string>& reasons) {
    return gateways_.Get(gateway, reasons);
  }

  // The local endpoint. `path` must come from a fixed set: it becomes a label.
  void CountHttpRequest(const std::string& path, int code);

  void SetConfigReloadSuccessful(bool successful);

  // Every family, each with its samples in a fixed order. Reads the process' figures at the call.
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
