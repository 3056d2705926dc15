#pragma once

#include "agent/cli/command.hpp"
#include "agent/config/config.hpp"

namespace agent::cli {

// `odin-agent run`: the daemon, until SIGINT or SIGTERM.
[[nodiscard]] Action AddRun(CLI::App& app);

// The same with a loaded configuration. Returns the exit code.
int RunAgent(const config::Config& config);

}  // namespace agent::cli
