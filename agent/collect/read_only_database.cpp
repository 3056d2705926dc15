#include "agent/collect/read_only_database.hpp"

#include <SQLiteCpp/Database.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "agent/base/clock.hpp"
#include "agent/collect/read_only_vfs.hpp"

namespace agent::collect {
namespace {

using std::chrono::steady_clock;

constexpr int kOperationsBetweenChecks = 1000;  // some tens of microseconds

std::string FileUri(std::string_view path) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  // An empty authority keeps a path that begins with two slashes a path.
  std::string uri = path.starts_with('/') ? "file://" : "file:";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '/' || c == '-' || c == '.' || c == '_';
    if (plain) {
      uri += c;
    } else {
      uri += {'%', kHex[byte >> 4], kHex[byte & 0xF]};
    }
  }
  return uri;
}

bool Exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

std::optional<FileVersion> VersionOf(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return std::nullopt;
  return FileVersion{
      info.st_dev, info.st_ino, info.st_size,
      std::chrono::seconds(info.st_mtim.tv_sec) + std::chrono::nanoseconds(info.st_mtim.tv_nsec)};
}

// Reads the file format version for readers in the header, which is what SQLite goes by
// (https://www.sqlite.org/fileformat2.html, offset 19; 2 is WAL), through SQLite's own descriptor:
// closing one of ours would drop its locks.
bool IsInWalMode(sqlite3* connection) {
  sqlite3_file* file = nullptr;
  const int found = sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (found != SQLITE_OK || file == nullptr || file->pMethods == nullptr) return false;
  unsigned char version = 0;
  return file->pMethods->xRead(file, &version, 1, 19) == SQLITE_OK && version == 2;
}

bool IsOver(const ReadLimits& limits) {
  return limits.stop.stop_requested() || steady_clock::now() >= limits.deadline;
}

int InterruptWhenOver(void* limits) noexcept {
  return IsOver(*static_cast<const ReadLimits*>(limits)) ? 1 : 0;
}

int WaitForLock(void* context, int waits_so_far) noexcept {
  constexpr std::chrono::milliseconds kPause(10);
  const ReadLimits& limits = *static_cast<const ReadLimits*>(context);
  if (IsOver(limits) || waits_so_far * kPause >= kBusyTimeout) return 0;
  return base::SleepUntil(std::min(steady_clock::now() + kPause, limits.deadline), limits.stop) ? 1
                                                                                                : 0;
}

}  // namespace

ReadOnlyDatabase::ReadOnlyDatabase(const std::string& path, ReadLimits limits)
    : path_(path), limits_(std::move(limits)), version_(VersionOf(path)) {
  Open(false);
  sqlite3* handle = connection_->getHandle();
  wal_path_ = sqlite3_filename_wal(sqlite3_db_filename(handle, "main"));
  wal_present_ = Exists(wal_path_);
  if (!wal_present_ && IsInWalMode(handle)) {
    connection_.reset();
    Open(true);
  }
}

ReadOnlyDatabase::~ReadOnlyDatabase() = default;

void ReadOnlyDatabase::Open(bool immutable) {
  immutable_ = immutable;
  const std::string uri = FileUri(path_) + (immutable ? "?immutable=1" : "?readonly_shm=1");
  connection_ = std::make_unique<SQLite::Database>(
      uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, 0, ReadOnlyVfs());
  sqlite3* handle = connection_->getHandle();
  sqlite3_busy_handler(handle, &WaitForLock, &limits_);
  sqlite3_progress_handler(handle, kOperationsBetweenChecks, &InterruptWhenOver, &limits_);
  // Settings that do not read the file: `-wal` and `-shm` are opened at the first statement that
  // does.
  connection_->exec("PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0");
}

bool ReadOnlyDatabase::Overtaken() const {
  if (Exists(wal_path_) != wal_present_) return true;
  return immutable_ && VersionOf(path_) != version_;
}

}  // namespace agent::collect
