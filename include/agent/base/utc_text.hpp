#pragma once

#include <string>

#include "agent/base/clock.hpp"

namespace agent::base {

// A time in UTC, to the second and rounded down, as strftime(3) writes it by `format`: at most 63
// bytes. "?" for a year that it has no number for.
[[nodiscard]] std::string UtcText(WallTime time, const char* format);

}  // namespace agent::base
