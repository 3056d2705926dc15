#pragma once

#include "agent/cli/command.hpp"

namespace agent::cli {

// `odin-agent prune`: deletes the groups of one Pushgateway whose last push is too old, once or,
// with an interval, until SIGINT or SIGTERM. Needs no configuration file. kFailed when anything
// could not be read, deleted or written. With an interval, such a failure is logged and tried
// again.
[[nodiscard]] Action AddPrune(CLI::App& app);

}  // namespace agent::cli
