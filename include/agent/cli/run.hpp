#pragma once

#include <string>

#include "agent/config/config.hpp"

namespace agent::cli {

// `odin-agent run`: the daemon, until SIGINT or SIGTERM.
int Run(const std::string& config_path);

// The same on a configuration that is there already.
int RunAgent(const config::Config& config);

}  // namespace agent::cli
