#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>

#include "agent/publish/outcome.hpp"

namespace agent::publish {

// Exponential backoff with full jitter. The n-th delay in a row is uniformly random in 0 … min(60
// s, 1 s · 2ⁿ), so that a hundred farms do not retry at the same instant.
class Backoff {
 public:
  explicit Backoff(std::uint64_t seed) : random_(seed) {}

  [[nodiscard]] std::chrono::milliseconds NextDelay();
  void Reset() { failures_ = 0; }

 private:
  std::mt19937_64 random_;
  int failures_ = 0;
};

// How long to wait before the same push is tried again. After network trouble and 5xx it is the
// backoff's delay, or the server's Retry-After if that is longer, at most 10 minutes. Nothing when
// no retry is useful: the push was accepted, or would be refused again (400, 401, 403, 413 …).
[[nodiscard]] std::optional<std::chrono::milliseconds> RetryDelay(const Outcome& outcome,
                                                                  Backoff& backoff);

}  // namespace agent::publish
