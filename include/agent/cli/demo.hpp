#pragma once

#include "agent/cli/command.hpp"

namespace agent::cli {

// `odin-agent demo`: runs the agent on a simulated farm, site "demo", a tick every 5 s.
[[nodiscard]] Action AddDemo(CLI::App& app);

}  // namespace agent::cli
