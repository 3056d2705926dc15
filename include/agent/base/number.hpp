#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace agent::base {

// Appends `value` as the text exposition format writes numbers: the shortest decimal that reads
// back to the same double, never with the locale's decimal comma; NaN, +Inf and -Inf by name.
void AppendDouble(std::string& out, double value);

// Reads a number that fills the whole of `text`, as Prometheus' own parser of expositions does:
// decimal digits with a sign, a point and an exponent at will; Inf and Infinity with or without a
// sign, and NaN without one, in any case. A number too small for a double is zero. Nothing for one
// that is too large, and for hexadecimal digits, underscores and blanks.
[[nodiscard]] std::optional<double> ParseDouble(std::string_view text);

}  // namespace agent::base
