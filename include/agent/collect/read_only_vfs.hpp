#pragma once

namespace agent::collect {

// The name of an SQLite VFS that reads files like SQLite's own but cannot write, create or delete
// any, whatever rights the process has, opens regular files only, and reads and waits within the
// thread's ReadingScope. A read-only connection alone is not that harmless: it opens `-wal` for
// writing and creates it if it is gone, deletes one that lies beside an empty database, run by root
// gives `-wal` and `-shm` to the database's owner, and waits for ever at a FIFO.
//
// Registered at the first call, for the life of the process; from then on SQLite changes the owner
// of no file, through any VFS, and its memory is bounded (sqlite_memory.hpp). Thread-safe. Throws
// SQLite::Exception when SQLite has no memory left.
[[nodiscard]] const char* ReadOnlyVfs();

// The descriptor by which the calling thread's last database of this VFS was opened; -1 where none
// was. SQLite's to close.
[[nodiscard]] int DescriptorOfLastDatabase();

}  // namespace agent::collect
