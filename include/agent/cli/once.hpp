#pragma once

#include "agent/cli/command.hpp"

namespace agent::cli {

// `odin-agent once [--push]`: one collection, its exposition on standard output. With `push` it
// then goes to every destination. kFailed when the source or a push failed; the agent's own
// metrics are printed even then.
[[nodiscard]] Action AddOnce(CLI::App& app);

}  // namespace agent::cli
