#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace agent::base {

// Appends `value` as the text exposition format writes numbers: the shortest decimal that reads
// back to the same double, never with the locale's decimal comma; NaN, +Inf and -Inf by name.
void AppendDouble(std::string& out, double value);

// Reads a number that fills the whole of `text`: decimal or exponent form, with an optional sign,
// and NaN, Inf, +Inf, -Inf in any case. Returns nothing for anything else.
[[nodiscard]] std::optional<double> ParseDouble(std::string_view text);

}  // namespace agent::base
