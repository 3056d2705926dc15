#pragma once

namespace agent::collect {

// While it lives, SQLite's "unix" VFS opens regular files only on the calling thread, and never
// waits in open(): whatever else lies at a path (a FIFO, a device, a socket, a folder, or a link to
// one) is left unopened, and SQLite is told that it cannot open it. The guard is where SQLite calls
// open(), so that it covers `-wal`, `-shm` and `-journal` like the database.
class RegularOpen {
 public:
  RegularOpen();
  RegularOpen(const RegularOpen&) = delete;
  RegularOpen& operator=(const RegularOpen&) = delete;
  ~RegularOpen();

  // The descriptor of the file that was opened last; -1 where none was, which is so when SQLite
  // goes on with one that another connection of this process has left. SQLite's to close.
  [[nodiscard]] int descriptor() const;
};

// Why the calling thread's last attempt to open a file under the guard failed (errno); 0 where it
// did not. SQLite itself only says that it cannot open a file.
[[nodiscard]] int LastOpenError();

// Puts the guard into SQLite's "unix" VFS, for the life of the process.
void InstallRegularOpen();

}  // namespace agent::collect
