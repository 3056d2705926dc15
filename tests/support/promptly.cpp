#include "support/promptly.hpp"

#include <algorithm>
#include <fstream>
#include <thread>

namespace agent::test {
namespace {

constexpr double kMostTasksPerCpu = 4;

// The tasks that want each CPU: now, or on average in the last minute.
double TasksPerCpu() {
  double last_minute = 0;
  double last_5_minutes = 0;
  double last_15_minutes = 0;
  double now = 0;
  std::ifstream("/proc/loadavg") >> last_minute >> last_5_minutes >> last_15_minutes >> now;
  const double cpus = std::max(1U, std::thread::hardware_concurrency());
  return std::clamp(std::max(last_minute, now) / cpus, 1.0, kMostTasksPerCpu);
}

}  // namespace

std::chrono::milliseconds Promptly(std::chrono::milliseconds idle) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(idle * ODIN_AGENT_TEST_SLOWNESS *
                                                               TasksPerCpu());
}

}  // namespace agent::test
