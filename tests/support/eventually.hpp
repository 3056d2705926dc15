#pragma once

#include <chrono>
#include <thread>

namespace agent::test {

// Asks `condition` again and again until it holds. Returns false when `timeout` passes before. It
// is for what another program does, where there is no event to wait for.
template <typename Condition>
[[nodiscard]] bool Eventually(Condition condition,
                              std::chrono::milliseconds timeout = std::chrono::seconds(60)) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

}  // namespace agent::test
