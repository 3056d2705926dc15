#pragma once

#include <atomic>
#include <chrono>

#include "agent/base/clock.hpp"

namespace agent::test {

// A clock that stands still until a test moves it. Starts at 2026-11-22 12:00:00 UTC.
class ManualClock final : public base::Clock {
 public:
  base::WallTime Now() const override { return base::WallTime(wall_.load()); }
  base::SteadyTime SteadyNow() const override { return base::SteadyTime(steady_.load()); }

  void Advance(std::chrono::milliseconds by) {
    wall_ = wall_.load() + by;
    steady_ = steady_.load() + by;
  }
  // Sets the wall clock as an administrator or NTP does. Steady time does not change.
  void SetWall(base::WallTime time) { wall_ = time.time_since_epoch(); }

 private:
  std::atomic<base::WallTime::duration> wall_{
      std::chrono::sys_days(std::chrono::November / 22 / 2026).time_since_epoch() +
      std::chrono::hours(12)};
  std::atomic<base::SteadyTime::duration> steady_{std::chrono::hours(1)};
};

}  // namespace agent::test
