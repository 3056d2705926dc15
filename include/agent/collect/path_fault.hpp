#pragma once

#include <optional>
#include <string>

#include "agent/collect/collector.hpp"

namespace agent::collect {

// Why this process cannot read the database file `path`, and what to do. Nothing when it can.
// Checks each folder of the path, then the file, then its `-wal` and `-shm`. Each may be missing,
// of the wrong kind, or closed to our effective user. Opens no file.
//
// Reasons: kNotFound, kPermission, kNotADatabase (the path, or `-wal`, `-shm` or `-journal` beside
// it, is not a file), kNeedsRecovery, kSchema (an empty file), kIo.
[[nodiscard]] std::optional<CollectError> FindPathFault(const std::string& path);

// Reports anything that is not a file at `path`, one of the database's own files. That includes a
// symbolic link, which SQLite does not follow there. Nothing when there is a file, or when `path`
// does not exist.
[[nodiscard]] std::optional<CollectError> FindNonFile(const std::string& path);

// `path` has a `-wal`, but no `-shm`, its index. Who else has the database open may be O.D.I.N.,
// which goes on with an index that was deleted under it, or another reader: nobody can tell.
[[nodiscard]] CollectError MissingIndex(const std::string& path);

}  // namespace agent::collect
