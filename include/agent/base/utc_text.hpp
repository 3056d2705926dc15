#pragma once

#include <string>

#include "agent/base/clock.hpp"

namespace agent::base {

// A time in UTC, written by strftime(3) with `format`, at most 63 bytes. Seconds are rounded down.
// "?" for a year out of range.
[[nodiscard]] std::string UtcText(WallTime time, const char* format);

}  // namespace agent::base
