#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "agent/collect/collector.hpp"

namespace agent::collect {

// What stands between this process and the database file `path`, found by looking at each folder of
// the path, the file, and its `-wal` and `-shm`: something missing, of the wrong kind, or closed to
// our effective user; and what to do about it. Nothing if the way is clear. Opens no file.
//
// Reasons: not_found, permission, not_a_database, needs_recovery, schema (an empty file).
[[nodiscard]] std::optional<CollectError> FindPathFault(const std::string& path);

// The error that a person can act on, for the SQLite error `code` (extended result code) with which
// reading `path` failed. `message` is SQLite's own.
[[nodiscard]] CollectError ExplainSqliteError(const std::string& path, int code,
                                              std::string_view message);

}  // namespace agent::collect
