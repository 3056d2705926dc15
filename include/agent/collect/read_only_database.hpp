#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace SQLite {
class Database;
}

namespace agent::collect {

// How long SQLite waits for a lock that somebody else holds.
inline constexpr std::chrono::milliseconds kBusyTimeout(500);

// When a reading must end: statements then fail with SQLITE_INTERRUPT, waits for a lock with
// SQLITE_BUSY.
struct ReadLimits {
  std::chrono::steady_clock::time_point deadline;
  std::stop_token stop;
};

// What tells one version of a file from the next.
struct FileVersion {
  dev_t device = 0;
  ino_t inode = 0;
  off_t bytes = 0;
  std::chrono::nanoseconds modified{0};

  bool operator==(const FileVersion&) const = default;
};

// A connection to O.D.I.N.'s database that nobody else notices: no file beside the database is
// created, changed or deleted by it, whoever runs it (see ReadOnlyVfs). While O.D.I.N. runs, the
// WAL index (`-shm`) is shared with it and only read; when O.D.I.N. has crashed, SQLite rebuilds
// that index in memory; when it is stopped (WAL mode, no `-wal`), the file is read as it lies,
// without locks, and Overtaken() must be asked afterwards. Keep it for one reading only.
class ReadOnlyDatabase {
 public:
  // `path` names a regular file. Throws SQLite::Exception.
  ReadOnlyDatabase(const std::string& path, ReadLimits limits);
  ReadOnlyDatabase(const ReadOnlyDatabase&) = delete;
  ReadOnlyDatabase& operator=(const ReadOnlyDatabase&) = delete;
  ~ReadOnlyDatabase();

  [[nodiscard]] SQLite::Database& connection() { return *connection_; }

  // Whether O.D.I.N. has started or stopped since the constructor. What was read, and what failed
  // to be read, then proves nothing.
  [[nodiscard]] bool Overtaken() const;

 private:
  void Open(bool immutable);

  std::string path_;
  ReadLimits limits_;
  std::optional<FileVersion> version_;
  std::unique_ptr<SQLite::Database> connection_;
  std::string wal_path_;
  bool wal_present_ = false;
  bool immutable_ = false;
};

}  // namespace agent::collect
