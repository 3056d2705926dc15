#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace agent::base {

// Reads a duration as Prometheus' configuration writes it: units y w d h m s ms, each at most
// once and in that order, each a whole number, no spaces; "0" alone is zero. Examples: 15s, 1m30s,
// 500ms. Returns nothing for any other text, and for more than 100 years.
[[nodiscard]] std::optional<std::chrono::milliseconds> ParseDuration(std::string_view text);

// The shortest text that ParseDuration reads back as `duration` (which must not be negative), with
// units h m s ms: 90 s is "1m30s", zero is "0s".
[[nodiscard]] std::string FormatDuration(std::chrono::milliseconds duration);

}  // namespace agent::base
