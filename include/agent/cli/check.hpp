#pragma once

#include "agent/cli/command.hpp"

namespace agent::cli {

// `odin-agent check [--offline] [--as USER]`: the configuration, then each thing it names, a line
// each, ✓ or ✗ with what to do. With a user to do it as, which only root may ask for, also whether
// that user may read every file, and the command that lets it.
[[nodiscard]] Action AddCheck(CLI::App& app);

}  // namespace agent::cli
