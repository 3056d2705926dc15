#pragma once

#include <string>
#include <vector>

#include "agent/app/checks.hpp"
#include "agent/base/user.hpp"
#include "agent/config/config.hpp"

// What root can say of another user's permissions, each fault with the one command that mends it.
// For a process with one thread.
namespace agent::app {

// Whether `user` may read these files: the configuration, and those that it names.
[[nodiscard]] std::vector<Finding> CheckFilePermissions(const std::vector<std::string>& files,
                                                        const base::User& user);

// Why `user` cannot get at the source, where root sees it: closed to that user, or not there at
// all. Empty when the way is clear; then CheckSource(), called as that user, knows the rest.
[[nodiscard]] std::vector<Finding> FindClosedSource(const config::Config& config,
                                                    const base::User& user);

}  // namespace agent::app
