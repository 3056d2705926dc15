#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace agent::test {

// Everything that can be said about the files of `folder` (".": itself) without changing them:
// inode, owner, mode, size, times of change, and content; one line a file. Two that are equal
// are of a folder that nobody touched in between. Never use it while this process has a
// connection to a database in the folder: reading a file drops its locks.
[[nodiscard]] std::map<std::string, std::string> SnapshotFolder(
    const std::filesystem::path& folder);

}  // namespace agent::test
