#pragma once

#include "agent/cli/command.hpp"

namespace agent::cli {

// `odin-agent forget`: deletes this site's group from every Pushgateway of the configuration.
// Without Pushgateways it says so and succeeds.
[[nodiscard]] Action AddForget(CLI::App& app);

}  // namespace agent::cli
