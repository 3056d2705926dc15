#pragma once

#include "agent/cli/command.hpp"

namespace agent::cli {

// `odin-agent check [--offline] [--as USER]`: tests the configuration, then each thing that it
// names. Prints a line for each, ✓, or ✗ with what to do. With --as, for root alone, it also tells
// whether that user may read every file, and the command that permits it.
[[nodiscard]] Action AddCheck(CLI::App& app);

}  // namespace agent::cli
