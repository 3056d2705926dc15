#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

// Shell commands that let a user read O.D.I.N.'s database and nothing more, for whoever is root.
// They stay true at O.D.I.N.'s next start, when it makes `-wal` and `-shm` anew.
namespace agent::diagnose {

// To pass through `folder` on the way to something below it.
[[nodiscard]] std::string GrantPassage(const std::string& user,
                                       const std::filesystem::path& folder);

// To enter the database's own `folder`, and to read what will be made in it.
[[nodiscard]] std::string GrantFolder(const std::string& user, const std::filesystem::path& folder);

// To read `database`, and the `-wal` and `-shm` that it has now. Each is named, and only where it
// is a regular file: whoever may write the folder could put a link there to a file of somebody
// else.
[[nodiscard]] std::string GrantFiles(const std::string& user,
                                     const std::filesystem::path& database);

// Whether nobody should join that group to read a farm's files, for its members may do far more:
// root's own, docker's, and their like.
[[nodiscard]] bool IsPowerfulGroup(gid_t group);

// One command that runs all of them in their order until one fails, for anybody who may use sudo.
[[nodiscard]] std::string AsRoot(const std::vector<std::string>& commands);

}  // namespace agent::diagnose
