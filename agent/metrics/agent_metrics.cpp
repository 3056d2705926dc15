#include "agent/metrics/agent_metrics.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "agent/base/log.hpp"
#include "agent/base/version.hpp"
#include "agent/metrics/agent_families.hpp"
#include "agent/metrics/process.hpp"

namespace agent::metrics {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::MetricFamily;

prometheus::Family<prometheus::Gauge>& Gauges(prometheus::Registry& registry,
                                              const FamilyDefinition& definition) {
  return BuildGauge()
      .Name(std::string(definition.name))
      .Help(std::string(definition.help))
      .Register(registry);
}

prometheus::Family<prometheus::Counter>& Counters(prometheus::Registry& registry,
                                                  const FamilyDefinition& definition) {
  return BuildCounter()
      .Name(std::string(definition.name))
      .Help(std::string(definition.help))
      .Register(registry);
}

MetricFamily DroppedLogLinesFamily() {
  MetricFamily family = MakeFamily(AgentFamily("odin_agent_log_lines_dropped_total"));
  AddSample(family, {}, static_cast<double>(base::DroppedLogLines()));
  return family;
}

}  // namespace

AgentMetrics::AgentMetrics(base::WallTime start)
    : source_up_(Gauges(registry_, AgentFamily("odin_agent_source_up")).Add({})),
      collects_(Counters(registry_, AgentFamily("odin_agent_collects_total")).Add({})),
      collect_failures_(Counters(registry_, AgentFamily("odin_agent_collect_failures_total"))),
      collect_seconds_(AgentFamily("odin_agent_collect_seconds")),
      last_collect_(
          Gauges(registry_, AgentFamily("odin_agent_last_collect_timestamp_seconds")).Add({})),
      source_bad_lines_(Gauges(registry_, AgentFamily("odin_agent_source_bad_lines"))),
      source_repaired_lines_(Gauges(registry_, AgentFamily("odin_agent_source_repaired_lines"))),
      source_dropped_series_(Gauges(registry_, AgentFamily("odin_agent_source_dropped_series"))),
      http_requests_(Counters(registry_, AgentFamily("odin_agent_http_requests_total"))),
      reload_successful_(
          Gauges(registry_, AgentFamily("odin_agent_config_last_reload_successful")).Add({})) {
  const auto text = [](std::string_view view) { return std::string(view); };
  Gauges(registry_, AgentFamily("odin_agent_build_info"))
      .Add({{"version", text(base::Version())},
            {"revision", text(base::Revision())},
            {"arch", text(base::Architecture())}})
      .Set(1);
  const Host host = DescribeHost();
  Gauges(registry_, AgentFamily("odin_agent_host_info"))
      .Add({{"hostname", host.hostname}, {"model", host.model}})
      .Set(1);
  Gauges(registry_, AgentFamily("odin_agent_start_time_seconds"))
      .Add({})
      .Set(base::UnixSeconds(start));
  collect_seconds_.Add({});
  reload_successful_.Set(1);
}

void AgentMetrics::AddCollectFailureReason(std::string_view reason) {
  collect_failures_.Add({{"reason", std::string(reason)}});
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
