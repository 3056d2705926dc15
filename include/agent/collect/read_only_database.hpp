#pragma once

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "agent/collect/index_guard.hpp"
#include "agent/collect/reading_scope.hpp"

namespace SQLite {
class Database;
}

namespace agent::collect {

// How long a `-wal` must be missing before it counts as hidden. It is also missing, for a shorter
// time, while O.D.I.N. opens or closes a connection, and while another program reads the database
// of a stopped O.D.I.N.
inline constexpr std::chrono::seconds kHiddenFor(3);

// The attributes by which a change of a file is noticed.
struct FileVersion {
  dev_t device = 0;
  ino_t inode = 0;
  off_t bytes = 0;
  std::chrono::nanoseconds modified{0};

  bool operator==(const FileVersion&) const = default;
};

// A connection to O.D.I.N.'s database for one reading, in one thread. It creates, changes and
// deletes no file, whichever user runs it (read_only_vfs.hpp). No content of the database can make
// it run for long or take much memory (harden_connection.hpp).
//
// O.D.I.N. opens and closes a connection for nearly every statement, so its `-wal` comes and goes.
// When the last connection closes, SQLite copies `-wal` into the database and removes it, under the
// EXCLUSIVE lock. So this object first takes the lock of a reader (SHARED, on the database file),
// and holds it for as long as it lives. Then there are two cases:
// - `-wal` has changes: they are read through its index `-shm`, which is shared with O.D.I.N. and
//   only read. After a crash of O.D.I.N., SQLite rebuilds the index in memory.
// - It has none: the database file is complete, and is read alone. A checkpoint may still change it
//   while O.D.I.N. writes, so call ChangedMeanwhile() after the reading.
class ReadOnlyDatabase {
 public:
  // `path` names a regular file. Waits for O.D.I.N. to let go of its lock until the limits are
  // over. Throws SQLite::Exception, with SQLITE_BUSY for a lock that stayed.
  ReadOnlyDatabase(const std::string& path, const ReadLimits& limits);
  ReadOnlyDatabase(const ReadOnlyDatabase&) = delete;
  ReadOnlyDatabase& operator=(const ReadOnlyDatabase&) = delete;
  ~ReadOnlyDatabase();

  [[nodiscard]] SQLite::Database& connection() { return immutable_ ? *immutable_ : *locked_; }

  // Whether the file or the WAL index was changed during the reading. Then neither its data nor its
  // errors can be trusted.
  [[nodiscard]] bool ChangedMeanwhile() const;

  // Whether another process has a connection to the database now. Also false when that is unknown,
  // as while this process has a second connection.
  [[nodiscard]] bool InUseElsewhere() const;

  // Whether O.D.I.N.'s newest changes may be invisible: the database is in WAL mode and open in
  // another process, but there is no `-wal` beside it. That is also true for an instant when
  // O.D.I.N. opens or closes a connection.
  [[nodiscard]] bool WalSeemsHidden() const;

  // Gives up the lock and watches for kHiddenFor. Returns whether WalSeemsHidden() was true all the
  // time, and false when the limits end first. Afterwards the object is only to be destroyed.
  [[nodiscard]] bool WalStaysHidden();

 private:
  void Lock();
  void OpenImmutable();

  std::string path_;
  ReadLimits limits_;
  ReadingScope scope_;
  IndexGuard guard_;
  std::unique_ptr<SQLite::Database> locked_;  // holds the lock
  int descriptor_ = -1;                       // of locked_; -1 where unknown
  std::string wal_path_;
  std::unique_ptr<SQLite::Database> immutable_;  // set when `-wal` has no changes
  std::optional<FileVersion> version_;
};

}  // namespace agent::collect
