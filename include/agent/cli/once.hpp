#pragma once

#include <string>

namespace agent::cli {

// `odin-agent once [--push]`: one collection, its exposition on standard output. With `push` it
// then goes to every destination. kFailed when the source or a push failed; the agent's own
// metrics are printed even then.
int Once(const std::string& config_path, bool push);

}  // namespace agent::cli
