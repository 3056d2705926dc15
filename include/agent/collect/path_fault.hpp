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
// Reasons: not_found, permission, not_a_database (it, `-wal`, `-shm` or `-journal` is no file),
// needs_recovery, schema (an empty file).
[[nodiscard]] std::optional<CollectError> FindPathFault(const std::string& path);

// Whether SQLite's error says that the WAL index (`-shm`) is not as the `-wal` needs it, which only
// a writer may mend.
[[nodiscard]] bool IsIndexOutOfOrder(int code, std::string_view message);

// The error that a person can act on, for the SQLite error `code` (extended result code) with which
// reading `path` failed. `message` is SQLite's own; `in_use` is whether another process has the
// database open. Reasons: all of DatabaseCollector's but timeout and cancelled.
[[nodiscard]] CollectError ExplainSqliteError(const std::string& path, int code,
                                              std::string_view message, bool in_use = false);

// For a reading that O.D.I.N. has overtaken: `locked`.
[[nodiscard]] CollectError ExplainBusy(const std::string& path);

// For a database that is in use in WAL mode without a `-wal` that we can see: `wal_hidden`.
[[nodiscard]] CollectError ExplainHiddenWal(const std::string& path);

}  // namespace agent::collect
