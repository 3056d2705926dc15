#pragma once

#include <string>
#include <vector>

#include "agent/app/checks.hpp"
#include "agent/base/user.hpp"
#include "agent/config/config.hpp"

// Tests another user's permissions, as root. Each fault comes with the one command that repairs it.
// For a process with one thread.
namespace agent::app {

// Whether `user` may read these files: the configuration, and those that it names.
[[nodiscard]] std::vector<Finding> CheckFilePermissions(const std::vector<std::string>& files,
                                                        const base::User& user);

// Why `user` cannot reach the source: it is closed to that user, or does not exist. Empty when
// neither is so. CheckSource(), called as that user, then tests the rest.
[[nodiscard]] std::vector<Finding> FindSourceFaults(const config::Config& config,
                                                    const base::User& user);

}  // namespace agent::app
