#pragma once

#include <prometheus/metric_family.h>

#include <string>
#include <vector>

namespace agent::metrics {

// The kernel's figures of this process: odin_agent_cpu_seconds_total (user and system),
// odin_agent_resident_memory_bytes and odin_agent_open_fds. A figure that cannot be read is left
// out.
[[nodiscard]] std::vector<prometheus::MetricFamily> ProcessFamilies();

struct Host {
  std::string hostname;
  std::string model;  // "Raspberry Pi 4 Model B Rev 1.4", a PC's product name, or "unknown"
};

[[nodiscard]] Host DescribeHost();

}  // namespace agent::metrics
