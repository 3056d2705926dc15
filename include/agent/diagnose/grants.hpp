#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

// Shell commands, to be run by root, that let a user read O.D.I.N.'s database and nothing more.
// They also cover the new `-wal` and `-shm` that O.D.I.N. makes at its next start.
namespace agent::diagnose {

// Lets `user` pass through `folder`, but not list it.
[[nodiscard]] std::string GrantPassage(const std::string& user,
                                       const std::filesystem::path& folder);

// Lets `user` enter the database's `folder`, and read files that will be made in it.
[[nodiscard]] std::string GrantFolder(const std::string& user, const std::filesystem::path& folder);

// Lets `user` read `database` and its present `-wal` and `-shm`. Each is named only if it is a
// regular file: a link there could lead to another user's file.
[[nodiscard]] std::string GrantFiles(const std::string& user,
                                     const std::filesystem::path& database);

// Whether members of that group may do far more than read a farm's files, as those of root and
// docker. Such a group must not be recommended.
[[nodiscard]] bool IsPowerfulGroup(gid_t group);

// One sudo command that runs `commands` in their order until one fails.
[[nodiscard]] std::string AsRoot(const std::vector<std::string>& commands);

}  // namespace agent::diagnose
