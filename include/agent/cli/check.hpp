#pragma once

#include <string>

namespace agent::cli {

struct CheckOptions {
  bool offline = false;  // without the network: the configuration, and a source on this machine
  std::string as;        // the user to do it as; empty: the one who calls
};

// `odin-agent check [--offline] [--as USER]`: the configuration, then each thing it names, a line
// each, ✓ or ✗ with what to do. With a user to do it as, which only root may ask for, also whether
// that user may read every file, and the command that lets it.
int Check(const std::string& config_path, const CheckOptions& options);

}  // namespace agent::cli
