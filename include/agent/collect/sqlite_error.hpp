#pragma once

#include <string>
#include <string_view>

#include "agent/collect/collector.hpp"

namespace agent::collect {

// How SQLite failed.
struct SqliteFailure {
  int code = 0;              // the extended result code
  std::string_view message;  // SQLite's own
  bool in_use = false;       // whether another process has the database open
  int open_error = 0;        // the errno of the open() that failed last; 0 where none did
};

// The error that a person can act on, for a reading of the database file `path` that failed so.
[[nodiscard]] CollectError ExplainSqliteError(const std::string& path,
                                              const SqliteFailure& failure);

// Whether SQLite's error says that the WAL index (`-shm`) is not as the `-wal` needs it, which only
// a writer may mend.
[[nodiscard]] bool IsIndexOutOfOrder(int code, std::string_view message);

// For a reading that O.D.I.N. has overtaken.
[[nodiscard]] CollectError ExplainBusy(const std::string& path);

// For a database that is in use in WAL mode without a `-wal` that we can see.
[[nodiscard]] CollectError ExplainHiddenWal(const std::string& path);

}  // namespace agent::collect
