#pragma once

namespace agent::collect {

// While this object lives, SQLite's "unix" VFS opens only regular files on the calling thread, and
// never waits in open(). For anything else (a FIFO, a device, a socket, a folder, or a link to one)
// SQLite gets an error. The check replaces SQLite's open(), so it covers `-wal`, `-shm` and
// `-journal` too.
class RegularOpen {
 public:
  RegularOpen();
  RegularOpen(const RegularOpen&) = delete;
  RegularOpen& operator=(const RegularOpen&) = delete;
  ~RegularOpen();

  // The descriptor of the file that was opened last; -1 for none. There is none when SQLite reuses
  // a descriptor that another connection of this process has left. SQLite owns it.
  [[nodiscard]] int descriptor() const;
};

// The errno of the calling thread's last open() with the check; 0 when it succeeded. SQLite itself
// only says that it cannot open a file.
[[nodiscard]] int LastOpenError();

// Installs the check in SQLite's "unix" VFS, for the life of the process.
void InstallRegularOpen();

}  // namespace agent::collect
