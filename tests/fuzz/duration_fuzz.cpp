#include "agent/base/duration.hpp"
#include "fuzz/fuzzing.hpp"

using agent::base::FormatDuration;
using agent::base::ParseDuration;
using agent::fuzz::Require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::chrono::hours kHundredYears(24 * 365 * 100);
  const std::string_view text = agent::fuzz::AsText(data, size);
  const auto duration = ParseDuration(text);
  if (!duration) return 0;
  Require(text.find_first_not_of("0123456789ywdhms") == std::string_view::npos,
          "only digits and units make a duration");
  Require(duration->count() >= 0 && *duration <= kHundredYears, "from nothing to 100 years");
  const std::string formatted = FormatDuration(*duration);
  Require(ParseDuration(formatted) == duration, "a formatted duration is the same duration");
  Require(FormatDuration(*ParseDuration(formatted)) == formatted, "one duration has one text");
  return 0;
}
