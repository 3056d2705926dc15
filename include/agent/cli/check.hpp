#pragma once

#include <string>

namespace agent::cli {

// `odin-agent check [--offline]`: the configuration, then each thing it names, a line each, ✓ or ✗
// with what to do. `offline` leaves the network out: configuration and source only.
int Check(const std::string& config_path, bool offline);

}  // namespace agent::cli
