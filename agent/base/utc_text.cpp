#include "agent/base/utc_text.hpp"

#include <chrono>
#include <ctime>

namespace agent::base {

std::string UtcText(WallTime time, const char* format) {
  using std::chrono::system_clock;
  const std::time_t seconds =
      system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(time));
  std::tm utc{};
  char text[64];
  if (::gmtime_r(&seconds, &utc) == nullptr) return "?";
  return {text, std::strftime(text, sizeof text, format, &utc)};
}

}  // namespace agent::base
