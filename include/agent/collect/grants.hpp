#pragma once

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

// `text` as one word of a shell's command.
[[nodiscard]] std::string ShellWord(const std::string& text);

}  // namespace agent::collect
