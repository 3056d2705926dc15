#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace agent::farm {

using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

// Reads a date and time as O.D.I.N. stores them in SQLite: `2026-11-22 11:23:55`, with ' ' or 'T'
// between the two, optional fractions of a second, and optional `Z` or an offset (`+00:00`,
// `+0000`, `+00`); without an offset it is UTC. White space around it is ignored. Nothing for a
// date alone, a day that does not exist, and any other text.
[[nodiscard]] std::optional<Timestamp> ParseTimestamp(std::string_view text);

}  // namespace agent::farm
