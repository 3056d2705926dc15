#pragma once

#include <string>

#include "agent/status/board.hpp"

namespace agent::app {

// What the agent last did, as the one line that `systemctl status` shows: "12 printers, 8 online;
// pushed to https://push.example.com at 14:03:07 UTC". Times are in UTC, as in the log. They are
// absolute, because the line may be read long after it was written. Valid UTF-8, about 1 kB at
// most.
[[nodiscard]] std::string ServiceStatus(const status::BoardState& state);

}  // namespace agent::app
