#pragma once

#include <chrono>
#include <string>
#include <vector>

// Makes time pass faster for Prometheus' and Alertmanager's configuration and rules, so that a test
// of minutes takes seconds.
namespace agent::test {

// A text taken apart: everything but its times, and its times in the order in which they stand.
// Times are durations (15s, 1h, 7d) and the numbers that a series of seconds is compared with, as
// in `site:odin_push_age:seconds > 180`.
struct TimesInText {
  std::string skeleton;  // with a "\1" for each time
  std::vector<std::chrono::milliseconds> times;

  bool operator==(const TimesInText&) const = default;
};
[[nodiscard]] TimesInText FindTimes(const std::string& text);

// The text with every time divided by `speed` (1: the text itself). Throws std::runtime_error
// should anything else in it differ.
[[nodiscard]] std::string SpeedUp(const std::string& text, int speed);

}  // namespace agent::test
