#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace agent::base {

// A user of this machine, with every group that it is a member of.
struct User {
  std::string name;
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;
};

// Finds a user by name in the machine's user database.
[[nodiscard]] std::optional<User> FindUser(const std::string& name);

// The name of a user or group, or its number where it has none.
[[nodiscard]] std::string UserName(uid_t uid);
[[nodiscard]] std::string GroupName(gid_t gid);

// Changes this process to `user` for good. The process must run as root and have one thread. Throws
// std::system_error.
void BecomeUser(const User& user);

// Runs `body` in a child process as `user`, and returns its result. This process must run as root
// and have one thread. Throws std::runtime_error when the child fails.
[[nodiscard]] std::string RunAs(const User& user, const std::function<std::string()>& body);

}  // namespace agent::base
