#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace agent::test {

// A description of the files of `folder`, and of itself as ".", with one line a file: inode, owner,
// mode, size, times of change, and content. Making it changes none of them. When two descriptions
// are equal, nobody touched the folder in between. Never use it while this process has a connection
// to a database in the folder: reading a file drops its locks.
[[nodiscard]] std::map<std::string, std::string> SnapshotFolder(
    const std::filesystem::path& folder);

}  // namespace agent::test
