#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

// Shell commands that let a user read O.D.I.N.'s database and nothing more, for whoever is root.
// They stay true at O.D.I.N.'s next start, when it makes `-wal` and `-shm` anew.
namespace agent::collect {

// To pass through `folder` on the way to something below it.
[[nodiscard]] std::string GrantPassage(const std::string& user,
                                       const std::filesystem::path& folder);

// To enter the database's own `folder`, and to read what will be made in it.
[[nodiscard]] std::string GrantFolder(const std::string& user, const std::filesystem::path& folder);

// To read `database` and what lies beside it under its name now.
[[nodiscard]] std::string GrantFiles(const std::string& user,
                                     const std::filesystem::path& database);

// Whether being in that group means far more than reading a farm's files, so that nobody should
// join it for that: root's own, docker's, and their like.
[[nodiscard]] bool IsPowerfulGroup(gid_t group);

// `text` as one word of a shell's command.
[[nodiscard]] std::string ShellWord(const std::string& text);

}  // namespace agent::collect
