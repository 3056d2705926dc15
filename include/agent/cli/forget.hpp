#pragma once

#include "agent/cli/command.hpp"

namespace agent::cli {

// `odin-agent forget`: deletes this site's group from every Pushgateway of the configuration. Where
// there is none it says so and is done: what was asked for is so already.
[[nodiscard]] Action AddForget(CLI::App& app);

}  // namespace agent::cli
