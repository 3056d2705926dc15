#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "agent/config/config.hpp"

namespace agent::config {

// Reads "127.0.0.1:9465", "[::1]:9465", ":9465" (every address) or "localhost:9465" (127.0.0.1).
// Any other host must be an IP address, because a name may resolve to another interface later. Port
// 0 is any free port. Nothing for any other text.
[[nodiscard]] std::optional<ListenAddress> ParseListenAddress(std::string_view text);

// Whether only this machine reaches `host`: "localhost", 127.0.0.0/8 or ::1, with or without
// brackets. False for every other name.
[[nodiscard]] bool IsLoopbackHost(std::string_view host);

}  // namespace agent::config
