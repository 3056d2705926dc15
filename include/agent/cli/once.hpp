#pragma once

#include "agent/cli/command.hpp"

namespace agent::cli {

// `odin-agent once [--push]`: collects once and prints the exposition on standard output. With
// --push, also pushes it to every destination. kFailed when the source or a push failed; the
// agent's own metrics are printed even then.
[[nodiscard]] Action AddOnce(CLI::App& app);

}  // namespace agent::cli
