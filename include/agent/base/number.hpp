#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace agent::base {

// Appends `value` as the text exposition format writes numbers: the shortest decimal that reads
// back to the same double, never with the locale's decimal comma; NaN, +Inf and -Inf by name.
void AppendDouble(std::string& out, double value);

// Reads the whole of `text` as one number, by the rules of Prometheus' own exposition parser. It
// takes decimal digits with an optional sign, point and exponent. It takes Inf and Infinity with or
// without a sign, and NaN without one, in any case. A number too small for a double is zero.
// Nothing for a number that is too large, and for hexadecimal digits, underscores and blanks.
[[nodiscard]] std::optional<double> ParseDouble(std::string_view text);

}  // namespace agent::base
