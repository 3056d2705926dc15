#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "agent/base/user.hpp"

namespace agent::diagnose {

// A folder that a user may not pass through (x), or a file that it may not read (r).
struct PermissionError {
  std::string path;
  bool is_folder = false;
  mode_t mode = 0;
  uid_t owner = 0;
  gid_t group = 0;
};

// "may not enter /srv/odin/odin-data (drwx------ pi pi), may not read …"
[[nodiscard]] std::string DescribePermissionErrors(const std::vector<PermissionError>& errors);

// What keeps `user` from reading `files`: the folders on the way to them, through every symbolic
// link, and the files themselves. The order is from the top down, each path once. Paths that do not
// exist are left out. A child process runs as `user` and asks the kernel, so access lists and
// groups count. This process must run as root, to see below closed folders, and have one thread.
// Throws std::runtime_error.
[[nodiscard]] std::vector<PermissionError> FindPermissionErrors(
    const std::vector<std::string>& files, const base::User& user);

// The files that a reader of the database at `path` needs: the database, and `-wal` and `-shm` if
// they exist.
[[nodiscard]] std::vector<std::string> FilesOfDatabase(const std::string& path);

// One shell command, for a person to paste, that lets `user` read the database. It adds the user to
// a group when that is enough and the group is not powerful (IsPowerfulGroup). Otherwise it sets an
// access list.
[[nodiscard]] std::string DatabaseRemedy(const std::string& path,
                                         const std::vector<PermissionError>& errors,
                                         const base::User& user);

// The same for files of the agent's own, such as its configuration and secrets.
[[nodiscard]] std::string FileRemedy(const std::vector<PermissionError>& errors,
                                     const base::User& user);

}  // namespace agent::diagnose
