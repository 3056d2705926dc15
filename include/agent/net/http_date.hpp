#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "agent/base/clock.hpp"

namespace agent::net {

// Reads a date in any form that RFC 9110 section 5.6.7 lets a server send. Nothing for other text
// and for dates outside of 1970–2255, which WallTime could not hold.
[[nodiscard]] std::optional<base::WallTime> ParseHttpDate(const std::string& text);

// Reads a Retry-After header (RFC 9110 section 10.2.3): whole seconds, or a date, which counts from
// `now`. The result is 0 … one year: what is past means at once. Nothing for other text.
[[nodiscard]] std::optional<std::chrono::seconds> ParseRetryAfter(const std::string& text,
                                                                  base::WallTime now);

}  // namespace agent::net
