#pragma once

namespace agent::collect {

// The name of an SQLite VFS that only reads, whatever rights the process has. It cannot write,
// create or delete a file. It opens regular files only. It reads and waits within the thread's
// ReadingScope.
//
// SQLite's read-only connection alone does more:
//
// - It opens `-wal` for writing, and creates a missing one.
// - It deletes a `-wal` beside an empty database.
// - Run by root, it gives `-wal` and `-shm` to the database's owner.
// - It waits forever at a FIFO.
//
// The first call registers the VFS for the life of the process. From then on SQLite changes the
// owner of no file through any VFS, and its memory is limited (sqlite_memory.hpp). Thread-safe.
// Throws SQLite::Exception when SQLite has no memory left.
[[nodiscard]] const char* ReadOnlyVfs();

// The descriptor of the last database that the calling thread opened through this VFS; -1 for none.
// SQLite owns it.
[[nodiscard]] int DescriptorOfLastDatabase();

}  // namespace agent::collect
