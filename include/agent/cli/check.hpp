#pragma once

#include "agent/cli/command.hpp"

namespace agent::cli {

// `odin-agent check [--offline] [--as USER]`: tests the configuration, then each thing that it
// names. Prints a line for each: ✓, or ✗ with what to do. --as needs root. It also tests whether
// that user may read every file, and prints the command that permits it.
[[nodiscard]] Action AddCheck(CLI::App& app);

}  // namespace agent::cli
