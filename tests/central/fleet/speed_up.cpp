#include "central/fleet/speed_up.hpp"

#include <functional>
#include <regex>
#include <stdexcept>

#include "agent/base/duration.hpp"

namespace agent::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// 1: what stands before a compared number; 2: the number; 3: a duration.
const std::regex& TimePattern() {
  static const std::regex pattern(
      R"re((seconds(?:\{[^}]*\})? [<>] (?:bool )?)(\d+)\b|\b((?:\d+(?:ms|[smhdwy]))+)\b)re");
  return pattern;
}

milliseconds ParseTime(const std::smatch& match) {
  if (match[2].matched) return seconds(std::stoll(match[2]));
  const auto parsed = base::ParseDuration(match[3].str());
  if (!parsed) throw std::runtime_error("no duration: " + match[3].str());
  return *parsed;
}

// The text with every time replaced by what `replace` makes of it; what stands before stays.
std::string ReplaceTimes(const std::string& text,
                         const std::function<std::string(const std::smatch&)>& replace) {
  std::string out;
  auto rest = text.cbegin();
  for (std::sregex_iterator match(text.begin(), text.end(), TimePattern()), end; match != end;
       ++match) {
    out.append(rest, (*match)[0].first);
    out += (*match)[1].str() + replace(*match);
    rest = (*match)[0].second;
  }
  return out.append(rest, text.cend());
}

}  // namespace

TimesInText FindTimes(const std::string& text) {
  TimesInText found;
  found.skeleton = ReplaceTimes(text, [&](const std::smatch& match) {
    found.times.push_back(ParseTime(match));
    return std::string("\1");
  });
  return found;
}

std::string SpeedUp(const std::string& text, int speed) {
  if (speed == 1) return text;
  const std::string fast = ReplaceTimes(text, [&](const std::smatch& match) {
    const milliseconds time = ParseTime(match) / speed;
    if (!match[2].matched) return std::to_string(time.count()) + "ms";
    return std::to_string(std::chrono::duration_cast<seconds>(time).count());
  });
  const TimesInText slow_times = FindTimes(text);
  TimesInText restored = FindTimes(fast);
  for (milliseconds& time : restored.times) time *= speed;
  if (restored != slow_times) throw std::runtime_error("not every time is divisible by the speed");
  return fast;
}

}  // namespace agent::test
