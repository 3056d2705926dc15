#include "agent/metrics/agent_metrics.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "agent/base/log.hpp"
#include "agent/base/version.hpp"
#include "agent/metrics/process.hpp"

namespace agent::metrics {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::MetricFamily;

prometheus::Family<prometheus::Gauge>& GaugeFamily(prometheus::Registry& registry, const char* name,
                                                   const char* help) {
  return BuildGauge().Name(name).Help(help).Register(registry);
}

prometheus::Family<prometheus::Counter>& CounterFamily(prometheus::Registry& registry,
                                                       const char* name, const char* help) {
  return BuildCounter().Name(name).Help(help).Register(registry);
}

MetricFamily DroppedLogLinesFamily() {
  MetricFamily family{"odin_agent_log_lines_dropped_total",
                      "Lines of the log that standard error did not take in time.",
                      prometheus::MetricType::Counter,
                      {}};
  family.metric.emplace_back().counter.value = static_cast<double>(base::DroppedLogLines());
  return family;
}

}  // namespace

AgentMetrics::AgentMetrics(base::WallTime start)
    : source_up_(
          GaugeFamily(registry_, "odin_agent_source_up", "Whether the last collection succeeded.")
              .Add({})),
      collects_(CounterFamily(registry_, "odin_agent_collects_total",
                              "Collections, failed ones included.")
                    .Add({})),
      collect_failures_(CounterFamily(registry_, "odin_agent_collect_failures_total",
                                      "Failed collections by reason.")),
      collect_seconds_("odin_agent_collect_seconds", "Time that collections took."),
      last_collect_(GaugeFamily(registry_, "odin_agent_last_collect_timestamp_seconds",
                                "When a collection last succeeded; 0 for never.")
                        .Add({})),
      source_bad_lines_(GaugeFamily(registry_, "odin_agent_source_bad_lines",
                                    "Lines of the last reply that could not be read.")),
      source_repaired_lines_(GaugeFamily(
          registry_, "odin_agent_source_repaired_lines",
          "Lines of the last reply that break the format and were read in their one meaning.")),
      source_dropped_series_(
          GaugeFamily(registry_, "odin_agent_source_dropped_series",
                      "Series of the last reply that no Pushgateway would have taken.")),
      http_requests_(CounterFamily(registry_, "odin_agent_http_requests_total",
                                   "Requests answered by the local endpoint.")),
      reload_successful_(
          GaugeFamily(registry_, "odin_agent_config_last_reload_successful",
                      "Whether the last attempt to load the configuration succeeded.")
              .Add({})) {
  const auto text = [](std::string_view view) { return std::string(view); };
  GaugeFamily(registry_, "odin_agent_build_info", "What this agent was built from; always 1.")
      .Add({{"version", text(base::Version())},
            {"revision", text(base::Revision())},
            {"arch", text(base::Architecture())}})
      .Set(1);
  const Host host = DescribeHost();
  GaugeFamily(registry_, "odin_agent_host_info", "The machine this agent runs on; always 1.")
      .Add({{"hostname", host.hostname}, {"model", host.model}})
      .Set(1);
  GaugeFamily(registry_, "odin_agent_start_time_seconds", "When this agent started.")
      .Add({})
      .Set(base::UnixSeconds(start));
  collect_seconds_.Add({});
  reload_successful_.Set(1);
}

void AgentMetrics::CollectSucceeded(base::WallTime at, Seconds took) {
  collects_.Increment();
  collect_seconds_.Observe({}, took);
  last_collect_.Set(base::UnixSeconds(at));
  source_up_.Set(1);
}

void AgentMetrics::CollectFailed(std::string_view reason, Seconds took) {
  collects_.Increment();
  collect_seconds_.Observe({}, took);
  collect_failures_.Add({{"reason", std::string(reason)}}).Increment();
  source_up_.Set(0);
}

void AgentMetrics::SetSourceText(std::size_t bad_lines, std::size_t repaired_lines,
                                 std::size_t dropped_series) {
  source_bad_lines_.Add({}).Set(static_cast<double>(bad_lines));
  source_repaired_lines_.Add({}).Set(static_cast<double>(repaired_lines));
  source_dropped_series_.Add({}).Set(static_cast<double>(dropped_series));
}

void AgentMetrics::ClearSourceText() {
  for (prometheus::Family<prometheus::Gauge>* family :
       {&source_bad_lines_, &source_repaired_lines_, &source_dropped_series_}) {
    family->Remove(&family->Add({}));
  }
}

void AgentMetrics::ForgetSource() {
  source_up_.Set(0);
  last_collect_.Set(0);
  ClearSourceText();
}

void AgentMetrics::CountHttpRequest(const std::string& path, int code) {
  http_requests_.Add({{"path", path}, {"code", std::to_string(code)}}).Increment();
}

void AgentMetrics::SetConfigReloadSuccessful(bool successful) {
  reload_successful_.Set(successful ? 1 : 0);
}

std::vector<MetricFamily> AgentMetrics::Collect() const {
  std::vector<MetricFamily> families = registry_.Collect();
  for (std::vector<MetricFamily>& more :
       std::array{collect_seconds_.Collect(), gateways_.Collect(), ProcessFamilies()}) {
    std::move(more.begin(), more.end(), std::back_inserter(families));
  }
  families.push_back(DroppedLogLinesFamily());
  // The registry keeps samples in a hash map; scrapes are easier to read and compare in order.
  for (MetricFamily& family : families) {
    std::sort(family.metric.begin(), family.metric.end(),
              [](const auto& a, const auto& b) { return a.label < b.label; });
  }
  std::sort(families.begin(), families.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return families;
}

}  // namespace agent::metrics
