#include "bench/cpu_time.hpp"

#include <sys/resource.h>

namespace agent::bench {
namespace {

double CpuSeconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

double CpuSecondsOfATurn(long turns, const std::function<void()>& turn) {
  const double before = CpuSeconds();
  for (long i = 0; i < turns; ++i) turn();
  return (CpuSeconds() - before) / static_cast<double>(turns);
}

}  // namespace agent::bench
