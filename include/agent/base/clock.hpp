#pragma once

#include <chrono>
#include <optional>
#include <stop_token>

namespace agent::base {

using WallTime = std::chrono::system_clock::time_point;
using SteadyTime = std::chrono::steady_clock::time_point;

// The machine's two clocks behind one interface, so that a test can set them. Wall time is the date
// and time of day; it may jump. Steady time only goes forward; intervals, deadlines and backoff use
// it. Implementations are thread-safe.
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

// Whether the kernel says that this machine's clock is synchronised (adjtimex(2)). NTP daemons set
// that flag, and timedatectl shows it. Nothing when the kernel does not say.
[[nodiscard]] std::optional<bool> IsClockSynchronised();

// Sleeps until `deadline` by the real steady clock, or until `stop` is requested. Returns false
// when stopped.
bool SleepUntil(SteadyTime deadline, const std::stop_token& stop);

}  // namespace agent::base
