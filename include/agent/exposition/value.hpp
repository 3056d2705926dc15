#pragma once

#include <optional>
#include <string_view>

#include "agent/base/clock.hpp"

namespace agent::exposition {

// Reads what the text format takes for a value, as Prometheus' own parser reads it: decimal digits
// with a point and an exponent at will, Inf and Infinity with or without a sign, and NaN without
// one, in any case. A number too small for a double is zero, one too large is none; neither are
// hexadecimal digits, underscores and blanks.
[[nodiscard]] std::optional<double> ParseValue(std::string_view text);

// Reads a timestamp since the epoch: a whole number of 64 bits, in milliseconds, or with
// `fraction_allowed` (OpenMetrics) any finite number, in seconds. What lies beyond the clock's
// range becomes its end.
[[nodiscard]] std::optional<base::WallTime> ParseTimestamp(std::string_view text,
                                                           bool fraction_allowed);

}  // namespace agent::exposition
