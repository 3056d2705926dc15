#pragma once

#include <functional>

namespace agent::bench {

// CPU time of one of so many turns, user and system, all threads.
double CpuSecondsOfATurn(long turns, const std::function<void()>& turn);

}  // namespace agent::bench
