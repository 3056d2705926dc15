#include "agent/metrics/gateway_metrics.hpp"

#include <utility>

#include "agent/metrics/agent_families.hpp"

namespace agent::metrics {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;

// One sample more, with the label `gateway`.
ClientMetric& Add(MetricFamily& family, const std::string& gateway) {
  ClientMetric& metric = family.metric.emplace_back();
  metric.label.push_back({"gateway", gateway});
  return metric;
}

double Number(std::uint64_t count) { return static_cast<double>(count); }

}  // namespace

GatewayMetrics::GatewayMetrics(std::string gateway, const std::vector<std::string>& reasons)
    : gateway_(std::move(gateway)) {
  for (const std::string& reason : reasons) failures_[reason] = 0;
}

void GatewayMetrics::Show() noexcept {
  const std::lock_guard lock(mutex_);
  is_shown_ = true;
}

void GatewayMetrics::PushSucceeded(base::WallTime at, Seconds took, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  ++pushes_;
  seconds_ += took;
  bytes_ += bytes;
  last_push_ = base::UnixSeconds(at);
}

void GatewayMetrics::PushFailed(const std::string& reason, Seconds took, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  ++pushes_;
  ++failures_[reason];
  seconds_ += took;
  bytes_ += bytes;
}

void GatewayMetrics::SetClockSkew(Seconds agent_minus_gateway) {
  const std::lock_guard lock(mutex_);
  clock_skew_ = agent_minus_gateway;
}

std::shared_ptr<GatewayMetrics> GatewayMetricsList::Get(const std::string& gateway,
                                                        const std::vector<std::string>& reasons) {
  const std::lock_guard lock(mutex_);
  std::erase_if(by_gateway_, [](const auto& entry) { return entry.second.expired(); });
  std::weak_ptr<GatewayMetrics>& known = by_gateway_[gateway];
  std::shared_ptr<GatewayMetrics> metrics = known.lock();
  if (!metrics) known = metrics = std::make_shared<GatewayMetrics>(gateway, reasons);
  return metrics;
}

std::vector<MetricFamily> GatewayMetricsList::Collect() const {
  MetricFamily pushes = MakeFamily(AgentFamily("odin_agent_pushes_total"));
  MetricFamily failures = MakeFamily(AgentFamily("odin_agent_push_failures_total"));
  MetricFamily seconds = MakeFamily(AgentFamily("odin_agent_push_seconds"));
  MetricFamily bytes = MakeFamily(AgentFamily("odin_agent_push_bytes_total"));
  MetricFamily last_push = MakeFamily(AgentFamily("odin_agent_last_push_timestamp_seconds"));
  MetricFamily clock_skew = MakeFamily(AgentFamily("odin_agent_clock_skew_seconds"));
  const std::lock_guard list_lock(mutex_);
  for (const auto& [gateway, owned] : by_gateway_) {
    const std::shared_ptr<GatewayMetrics> metrics = owned.lock();
    if (!metrics) continue;
    const std::lock_guard lock(metrics->mutex_);
    if (!metrics->is_shown_) continue;
    Add(pushes, gateway).counter.value = Number(metrics->pushes_);
    for (const auto& [reason, count] : metrics->failures_) {
      ClientMetric& metric = Add(failures, gateway);
      metric.label.push_back({"reason", reason});
      metric.counter.value = Number(count);
    }
    ClientMetric& summary = Add(seconds, gateway);
    summary.summary.sample_count = metrics->pushes_;
    summary.summary.sample_sum = metrics->seconds_.count();
    Add(bytes, gateway).counter.value = Number(metrics->bytes_);
    Add(last_push, gateway).gauge.value = metrics->last_push_;
    if (metrics->clock_skew_) {
      Add(clock_skew, gateway).gauge.value = metrics->clock_skew_->count();
    }
  }
  std::vector<MetricFamily> families;
  for (MetricFamily* family : {&pushes, &failures, &seconds, &bytes, &last_push, &clock_skew}) {
    if (!family->metric.empty()) families.push_back(std::move(*family));
  }
  return families;
}

}  // namespace agent::metrics
