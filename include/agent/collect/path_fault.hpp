#pragma once

#include <optional>
#include <string>

#include "agent/collect/collector.hpp"

namespace agent::collect {

// What stands between this process and the database file `path`, and what to do about it. Nothing
// if the way is clear. Each folder of the path is looked at, then the file, then its `-wal` and
// `-shm`: something may be missing, of the wrong kind, or closed to our effective user. Opens no
// file.
//
// Reasons: kNotFound, kPermission, kNotADatabase (the path, or `-wal`, `-shm` or `-journal` beside
// it, is no file), kNeedsRecovery, kSchema (an empty file), kIo.
[[nodiscard]] std::optional<CollectError> FindPathFault(const std::string& path);

// Something else than a file at `path`, where SQLite keeps a file of the database. A symbolic link
// counts: SQLite follows none there. Nothing where there is a file, or nothing at all.
[[nodiscard]] std::optional<CollectError> FindNonFile(const std::string& path);

}  // namespace agent::collect
