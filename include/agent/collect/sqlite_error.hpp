#pragma once

#include <string>
#include <string_view>

#include "agent/collect/collector.hpp"

namespace agent::collect {

// An error of SQLite, and what is known about it.
struct SqliteFailure {
  int code = 0;              // the extended result code
  std::string_view message;  // SQLite's own
  bool in_use = false;       // whether another process has the database open
  int open_error = 0;        // the errno of the last open(); 0 when it succeeded
};

// Explains `failure`, from reading the database file `path`, as an error that a person can act on.
[[nodiscard]] CollectError ExplainSqliteError(const std::string& path,
                                              const SqliteFailure& failure);

// Whether SQLite's error says that the WAL index (`-shm`) does not match the `-wal`. Only a writer
// can repair that.
[[nodiscard]] bool IsIndexOutOfOrder(int code, std::string_view message);

// The error of a reading during which O.D.I.N. changed the database.
[[nodiscard]] CollectError ExplainBusy(const std::string& path);

// The error of a database that is in use in WAL mode without a visible `-wal`.
[[nodiscard]] CollectError ExplainHiddenWal(const std::string& path);

}  // namespace agent::collect
