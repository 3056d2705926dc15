#include <array>

#include "agent/farm/timestamp.hpp"
#include "fuzz/fuzzing.hpp"

using agent::farm::ParseTimestamp;
using agent::farm::Timestamp;
using agent::fuzz::Require;

namespace {

// `YYYY-MM-DD hh:mm:ss.mmm`, in UTC.
std::string Format(Timestamp time) {
  const auto midnight = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(midnight);
  const std::chrono::hh_mm_ss clock(time - midnight);
  std::array<char, 64> text{};
  const int length = std::snprintf(
      text.data(), text.size(), "%04d-%02u-%02u %02d:%02d:%02d.%03d", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = agent::fuzz::AsText(data, size);
  const auto time = ParseTimestamp(text);
  if (!time) return 0;
  Require(text.find_first_not_of("0123456789-+:.TtZz \t\r\n") == std::string_view::npos,
          "only what a date and time consists of is read as one");

  // An offset can carry the first and last day of what four digits can say into another year.
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(*time));
  if (date.year() < std::chrono::year(0) || date.year() > std::chrono::year(9999)) return 0;
  const std::string formatted = Format(*time);
  Require(ParseTimestamp(formatted) == time, "a formatted time is the same time");
  Require(ParseTimestamp(formatted + "+00:00") == time, "without an offset it is UTC");
  Require(ParseTimestamp(formatted + "+01:30") == *time - std::chrono::minutes(90),
          "an offset is ahead of UTC");
  Require(ParseTimestamp(formatted + "-0130") == *time + std::chrono::minutes(90), "or behind it");
  return 0;
}
