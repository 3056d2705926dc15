#pragma once

#include <functional>
#include <string>

#include "agent/cli/command.hpp"
#include "agent/config/config.hpp"

namespace agent::cli {

// `odin-agent run`: the daemon, until SIGINT or SIGTERM.
[[nodiscard]] Action AddRun(CLI::App& app);

// What a command without a configuration file says of a run.
struct RunWords {
  // Called when the agent runs. `address` is that of the local endpoint: "127.0.0.1:9465".
  std::function<void(const std::string& address)> on_start;
  // The reason why the agent cannot start, in the words of the command's options.
  std::function<std::string(std::string reason)> name_options;
};

// The same with a loaded configuration. Returns the exit code.
int RunAgent(const config::Config& config, const RunWords& words);

}  // namespace agent::cli
