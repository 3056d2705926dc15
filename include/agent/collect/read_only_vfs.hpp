#pragma once

namespace agent::collect {

// The name of an SQLite VFS that reads files like SQLite's own but cannot write, create or delete
// any, whatever rights the process has. A read-only connection alone is not that harmless: it opens
// `-wal` for writing and creates it if it is gone, deletes one that lies beside an empty database,
// and, run by root, gives `-wal` and `-shm` to the database's owner.
//
// Registered at the first call, for the life of the process; from then on SQLite changes the owner
// of no file, through any VFS. Thread-safe. Throws SQLite::Exception when SQLite has no memory
// left.
[[nodiscard]] const char* ReadOnlyVfs();

}  // namespace agent::collect
