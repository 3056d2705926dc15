#pragma once

#include "agent/cli/command.hpp"

namespace agent::cli {

// `odin-agent hash-password`: reads a password from standard input (without echo on a terminal)
// and prints its bcrypt hash, for local.basic_auth_users.
[[nodiscard]] Action AddHashPassword(CLI::App& app);

}  // namespace agent::cli
