#include "agent/net/http_date.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <ctime>

namespace agent::net {

using std::chrono::seconds;

std::optional<base::WallTime> ParseHttpDate(const std::string& text) {
  constexpr std::int64_t kEndOf2255 = 9'025'257'600;
  // libcurl reads nearly any digits as a date; every form of HTTP's begins with the day's name.
  const bool begins_with_letter =
      !text.empty() && (text.front() | 0x20) >= 'a' && (text.front() | 0x20) <= 'z';
  if (!begins_with_letter) return std::nullopt;
  const std::time_t time = curl_getdate(text.c_str(), nullptr);
  if (time < 0 || time >= kEndOf2255) return std::nullopt;
  return std::chrono::system_clock::from_time_t(time);
}

std::optional<seconds> ParseRetryAfter(const std::string& text, base::WallTime now) {
  constexpr seconds kLongest = std::chrono::years(1);
  const char* const end = text.data() + text.size();
  std::int64_t count = 0;
  const auto [rest, error] = std::from_chars(text.data(), end, count);
  if (rest == end && error == std::errc()) {
    return seconds(std::clamp<std::int64_t>(count, 0, kLongest.count()));
  }
  if (rest == end && error == std::errc::result_out_of_range) {
    return text.front() == '-' ? seconds(0) : kLongest;
  }
  const std::optional<base::WallTime> date = ParseHttpDate(text);
  if (!date) return std::nullopt;
  return std::clamp(std::chrono::ceil<seconds>(*date - now), seconds(0), kLongest);
}

}  // namespace agent::net
