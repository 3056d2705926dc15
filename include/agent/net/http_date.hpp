#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "agent/base/clock.hpp"

namespace agent::net {

// Reads a date in any form that RFC 9110 section 5.6.7 lets a server send. Nothing for other text,
// and nothing for a year before 1970 or after 2255, which WallTime could not hold.
[[nodiscard]] std::optional<base::WallTime> ParseHttpDate(const std::string& text);

// Reads a Retry-After header (RFC 9110 section 10.2.3), which has whole seconds or a date. A date
// counts from `now`, and one that is past is 0. The result is at most one year. Nothing for other
// text.
[[nodiscard]] std::optional<std::chrono::seconds> ParseRetryAfter(const std::string& text,
                                                                  base::WallTime now);

}  // namespace agent::net
