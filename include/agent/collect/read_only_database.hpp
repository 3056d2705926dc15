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

// How long a `-wal` must be missing before it counts as hidden. To open or close a connection takes
// less, and so does another reader of a stopped O.D.I.N.'s database.
inline constexpr std::chrono::seconds kHiddenFor(3);

// What tells one version of a file from the next.
struct FileVersion {
  dev_t device = 0;
  ino_t inode = 0;
  off_t bytes = 0;
  std::chrono::nanoseconds modified{0};

  bool operator==(const FileVersion&) const = default;
};

// A connection to O.D.I.N.'s database that nobody else notices. It creates, changes and deletes no
// file beside the database, whoever runs it (read_only_vfs.hpp). Nothing that lies in the database
// can make it run for long or take much memory (harden_connection.hpp). Keep it for one reading
// only, in one thread.
//
// O.D.I.N. opens and closes a connection for nearly every statement, so its `-wal` comes and goes.
// Therefore SQLite's own lock of a reader (SHARED, on the database file) is taken before anything
// is looked at, and held for as long as the object lives: SQLite removes `-wal`, and empties it
// into the database at the last close, under the EXCLUSIVE lock only. What is found then stays:
// - with changes in `-wal`, the reading goes through it and its index `-shm`, which is shared with
//   O.D.I.N. and only read; when O.D.I.N. has crashed, SQLite rebuilds that index in memory;
// - without, all is in the database file, which is read as it lies; only a checkpoint in the midst
//   of O.D.I.N.'s writes may change it, and Overtaken() must be asked afterwards.
class ReadOnlyDatabase {
 public:
  // `path` names a regular file. Waits for O.D.I.N. to let go of its lock until the limits are
  // over. Throws SQLite::Exception, with SQLITE_BUSY for a lock that stayed.
  ReadOnlyDatabase(const std::string& path, const ReadLimits& limits);
  ReadOnlyDatabase(const ReadOnlyDatabase&) = delete;
  ReadOnlyDatabase& operator=(const ReadOnlyDatabase&) = delete;
  ~ReadOnlyDatabase();

  [[nodiscard]] SQLite::Database& connection() { return immutable_ ? *immutable_ : *locked_; }

  // Whether the file or the WAL index was changed under the reading. What was read, and what failed
  // to be read, then proves nothing.
  [[nodiscard]] bool Overtaken() const;

  // Whether another process has a connection to the database right now. False also where that
  // cannot be told, which is so while this process has another connection of its own.
  [[nodiscard]] bool InUseElsewhere() const;

  // Whether O.D.I.N.'s newest changes may be kept from us: it is in WAL mode and another process
  // has it open, but there is no `-wal` where we look for it. So it is for an instant whenever
  // O.D.I.N. opens or closes a connection.
  [[nodiscard]] bool WalSeemsHidden() const;

  // Looks on for kHiddenFor, without a lock, and tells whether it has seemed so all the time; false
  // also when the limits are over before. The object is of no other use from then on.
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
  std::unique_ptr<SQLite::Database> immutable_;  // where there is nothing in `-wal`
  std::optional<FileVersion> version_;
};

}  // namespace agent::collect
