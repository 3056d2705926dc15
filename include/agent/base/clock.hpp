#pragma once

#include <chrono>
#include <optional>
#include <stop_token>

namespace agent::base {

using WallTime = std::chrono::system_clock::time_point;
using SteadyTime = std::chrono::steady_clock::time_point;

// The two clocks of the machine behind one seam, so that a test can turn them by hand.
// Wall time is what people and O.D.I.N. write down, and it may jump; steady time is what
// intervals, deadlines and backoff count in, and it never does. Implementations are thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual WallTime Now() const = 0;
  [[nodiscard]] virtual SteadyTime SteadyNow() const = 0;
};

// The real clocks. The reference lives as long as the process.
[[nodiscard]] const Clock& SystemClock();

// Seconds since the epoch as Prometheus writes timestamps: a double with fractions.
[[nodiscard]] double UnixSeconds(WallTime time);

// Whether the kernel holds this machine's clock for synchronised, as NTP daemons tell it and
// timedatectl shows it. Nothing where it does not say.
[[nodiscard]] std::optional<bool> IsClockSynchronised();

// Sleeps until `deadline` by the real steady clock, or until `stop` is requested.
// Returns false when it was stopped.
bool SleepUntil(SteadyTime deadline, const std::stop_token& stop);

}  // namespace agent::base
