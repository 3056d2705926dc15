#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "agent/metrics/family_definition.hpp"

namespace agent::metrics {

// All of the agent's own families, in the order of their names. deploy/METRICS.md is made from this
// table.
inline constexpr FamilyDefinition kAgentFamilies[] = {
    {"odin_agent_build_info", prometheus::MetricType::Gauge,
     "What this agent was built from; always 1.", "version,revision,arch", "", "the agent"},
    {"odin_agent_clock_skew_seconds", prometheus::MetricType::Gauge,
     "The agent's clock minus the gateway's Date header.", "gateway", "seconds",
     "replies to pushes", "", "Absent until the gateway has said its time."},
    {"odin_agent_collect_failures_total", prometheus::MetricType::Counter,
     "Failed collections by reason.", "reason", "collections", "the agent", "",
     "There from the start, with 0, for every reason that the configured source can have."},
    {"odin_agent_collect_seconds", prometheus::MetricType::Summary, "Time that collections took.",
     "", "seconds", "the agent", "", "Sum and count."},
    {"odin_agent_collects_total", prometheus::MetricType::Counter,
     "Collections, failed ones included.", "", "collections", "the agent"},
    {"odin_agent_config_last_reload_successful", prometheus::MetricType::Gauge,
     "Whether the last attempt to load the configuration succeeded.", "", "0 or 1", "the agent"},
    {"odin_agent_cpu_seconds_total", prometheus::MetricType::Counter,
     "User and system CPU time of this agent.", "", "seconds", "the kernel"},
    {"odin_agent_host_info", prometheus::MetricType::Gauge,
     "The machine this agent runs on; always 1.", "hostname,model", "", "the kernel"},
    {"odin_agent_http_requests_total", prometheus::MetricType::Counter,
     "Requests answered by the local endpoint.", "path,code", "requests", "the agent"},
    {"odin_agent_last_collect_timestamp_seconds", prometheus::MetricType::Gauge,
     "When a collection last succeeded; 0 for never.", "", "Unix time", "the agent"},
    {"odin_agent_last_push_timestamp_seconds", prometheus::MetricType::Gauge,
     "When a push was last accepted; 0 for never.", "gateway", "Unix time", "the agent"},
    {"odin_agent_log_lines_dropped_total", prometheus::MetricType::Counter,
     "Lines of the log that standard error did not take in time.", "", "lines", "the agent", "",
     "A reader of standard error that hangs never holds up the agent."},
    {"odin_agent_open_fds", prometheus::MetricType::Gauge, "Open file descriptors of this agent.",
     "", "descriptors", "the kernel"},
    {"odin_agent_push_bytes_total", prometheus::MetricType::Counter,
     "Bytes of request bodies sent, as sent.", "gateway", "bytes", "the agent"},
    {"odin_agent_push_failures_total", prometheus::MetricType::Counter, "Failed pushes by reason.",
     "gateway,reason", "pushes", "the agent", "",
     "There from the start, with 0, for every reason that a push can have."},
    {"odin_agent_push_seconds", prometheus::MetricType::Summary, "Time that pushes took.",
     "gateway", "seconds", "the agent", "", "Sum and count."},
    {"odin_agent_pushes_total", prometheus::MetricType::Counter, "Pushes, failed ones included.",
     "gateway", "pushes", "the agent"},
    {"odin_agent_resident_memory_bytes", prometheus::MetricType::Gauge,
     "Resident memory of this agent.", "", "bytes", "the kernel"},
    {"odin_agent_source_bad_lines", prometheus::MetricType::Gauge,
     "Lines of the last reply that could not be read.", "", "lines", "the endpoint's reply", "",
     "Absent for a database, and while there is no reply."},
    {"odin_agent_source_dropped_series", prometheus::MetricType::Gauge,
     "Series of the last reply that no Pushgateway would have taken.", "", "series",
     "the endpoint's reply", "",
     "They come twice, say, or are old by their own timestamp. Absent for a database, and while "
     "there is no reply."},
    {"odin_agent_source_repaired_lines", prometheus::MetricType::Gauge,
     "Lines of the last reply that break the format and were read in their one meaning.", "",
     "lines", "the endpoint's reply", "", "Absent for a database, and while there is no reply."},
    {"odin_agent_source_up", prometheus::MetricType::Gauge,
     "Whether the last collection succeeded.", "", "0 or 1", "the agent"},
    {"odin_agent_start_time_seconds", prometheus::MetricType::Gauge, "When this agent started.", "",
     "Unix time", "the agent"},
};
static_assert(HaveReservedLabels(kAgentFamilies), "add the label to base/metric_labels.hpp");
static_assert(std::ranges::is_sorted(kAgentFamilies, {}, &FamilyDefinition::name));

// The family of this name. An unknown name does not compile.
consteval const FamilyDefinition& AgentFamily(std::string_view name) {
  std::size_t index = 0;
  while (kAgentFamilies[index].name != name) ++index;
  return kAgentFamilies[index];
}

}  // namespace agent::metrics
