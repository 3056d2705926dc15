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

// All that keeps `user` from reading the `files`: folders on the way to them, by every symbolic
// link, and the files themselves. They come from the top down, none twice. What does not exist is
// left out. A child process that has become `user` asks the kernel, so that access lists and groups
// count. Needs root, who sees behind the first closed folder, and a process of one thread. Throws
// std::runtime_error.
[[nodiscard]] std::vector<PermissionError> FindPermissionErrors(
    const std::vector<std::string>& files, const base::User& user);

// The files that reading the database at `path` takes: itself, and -wal and -shm where they are.
[[nodiscard]] std::vector<std::string> FilesOfDatabase(const std::string& path);

// The one shell command, to be pasted, after which `user` can read the database. The user joins a
// group where that is enough and gives away nothing but the farm. Otherwise it gets an access list.
[[nodiscard]] std::string DatabaseRemedy(const std::string& path,
                                         const std::vector<PermissionError>& errors,
                                         const base::User& user);

// The same for files of the agent's own, such as its configuration and secrets.
[[nodiscard]] std::string FileRemedy(const std::vector<PermissionError>& errors,
                                     const base::User& user);

}  // namespace agent::diagnose
