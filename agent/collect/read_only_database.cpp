#include "agent/collect/read_only_database.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <string_view>

#include "agent/collect/harden_connection.hpp"
#include "agent/collect/read_only_vfs.hpp"

namespace agent::collect {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
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

nanoseconds Nanoseconds(const timespec& time) {
  return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
}

std::optional<FileVersion> VersionOf(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return std::nullopt;
  return FileVersion{info.st_dev, info.st_ino, info.st_size, Nanoseconds(info.st_mtim)};
}

// The clock that the kernel takes a file's time from; it advances some hundred times a second.
nanoseconds FileClockNow() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return Nanoseconds(now);
}

// Whether there are changes in it: a WAL has them behind a header of 32 bytes
// (https://www.sqlite.org/fileformat2.html, 4.1). What is no file is left to SQLite, to fail on.
bool HasChanges(const std::string& wal) {
  constexpr off_t kHeaderBytes = 32;
  struct stat info {};
  return ::stat(wal.c_str(), &info) == 0 && (!S_ISREG(info.st_mode) || info.st_size > kHeaderBytes);
}

// SQLite's own file, so that its locks are known to the other connections of this process, and no
// descriptor of ours is closed, which would drop them.
sqlite3_file* FileOf(sqlite3* connection) {
  sqlite3_file* file = nullptr;
  const int found = sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (found != SQLITE_OK || file == nullptr || file->pMethods == nullptr) {
    throw SQLite::Exception("SQLite gives no access to its file", SQLITE_IOERR);
  }
  return file;
}

// Reads the file format version for readers in the header, which is what SQLite goes by
// (https://www.sqlite.org/fileformat2.html, offset 19; 2 is WAL).
bool IsInWalMode(sqlite3* connection) {
  unsigned char version = 0;
  sqlite3_file* const file = FileOf(connection);
  return file->pMethods->xRead(file, &version, 1, 19) == SQLITE_OK && version == 2;
}

int InterruptWhenOver(void* limits) noexcept {
  return IsOver(*static_cast<const ReadLimits*>(limits)) ? 1 : 0;
}

// O.D.I.N.'s locks of every reader out are short but many, so they are waited for in small steps
// first.
milliseconds PauseBeforeTry(int tries_so_far) {
  return milliseconds(std::clamp(tries_so_far, 1, 10));
}

int WaitForLock(void* limits, int waits_so_far) noexcept {
  return Pause(*static_cast<const ReadLimits*>(limits), PauseBeforeTry(waits_so_far)) ? 1 : 0;
}

std::unique_ptr<SQLite::Database> Open(const std::string& path, const char* parameter,
                                       ReadLimits& limits) {
  const std::string uri = FileUri(path) + parameter;
  auto connection = std::make_unique<SQLite::Database>(
      uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, 0, ReadOnlyVfs());
  sqlite3* const handle = connection->getHandle();
  HardenConnection(handle);
  sqlite3_busy_handler(handle, &WaitForLock, &limits);
  sqlite3_progress_handler(handle, kOperationsBetweenChecks, &InterruptWhenOver, &limits);
  return connection;
}

// Settings that do not read the file: `-wal` and `-shm` are opened at the first statement that
// does.
void Configure(SQLite::Database& connection) {
  connection.exec(
      "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0; "
      "PRAGMA cell_size_check = ON");
}

}  // namespace

ReadOnlyDatabase::ReadOnlyDatabase(const std::string& path, const ReadLimits& limits)
    : path_(path), limits_(limits), scope_(limits_) {
  locked_ = Open(path_, "?readonly_shm=1", limits_);
  descriptor_ = DescriptorOfLastDatabase();
  sqlite3* const handle = locked_->getHandle();
  wal_path_ = sqlite3_filename_wal(sqlite3_db_filename(handle, "main"));
  Lock();
  if (!HasChanges(wal_path_) && IsInWalMode(handle)) {
    OpenImmutable();
  } else {
    Configure(*locked_);
  }
}

ReadOnlyDatabase::~ReadOnlyDatabase() = default;

void ReadOnlyDatabase::Lock() {
  sqlite3_file* const file = FileOf(locked_->getHandle());
  int tries = 0;
  int result = SQLITE_OK;
  while ((result = file->pMethods->xLock(file, SQLITE_LOCK_SHARED)) == SQLITE_BUSY) {
    if (!Pause(limits_, PauseBeforeTry(++tries))) break;
  }
  if (result != SQLITE_OK) throw SQLite::Exception(sqlite3_errstr(result), result);
}

void ReadOnlyDatabase::OpenImmutable() {
  version_ = VersionOf(path_);
  // A write within the same step of the file clock would leave no trace.
  while (version_ && version_->modified == FileClockNow() && Pause(limits_, milliseconds(1))) {
  }
  version_ = VersionOf(path_);
  immutable_ = Open(path_, "?immutable=1", limits_);
  Configure(*immutable_);
}

bool ReadOnlyDatabase::ChangedMeanwhile() const {
  return guard_.IndexWasCut() || (immutable_ && VersionOf(path_) != version_);
}

bool ReadOnlyDatabase::InUseElsewhere() const {
  if (descriptor_ < 0) return false;
  // The bytes that every reader locks one or all of
  // (https://www.sqlite.org/src/file/src/os.h, SHARED_FIRST and SHARED_SIZE). Locks of this process
  // do not show.
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = 0x40000002;
  lock.l_len = 510;
  return ::fcntl(descriptor_, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

bool ReadOnlyDatabase::WalSeemsHidden() const {
  return immutable_ && !Exists(wal_path_) && InUseElsewhere();
}

bool ReadOnlyDatabase::WalStaysHidden() {
  // Others who look like this must not see our lock, nor we theirs.
  sqlite3_file* const file = FileOf(locked_->getHandle());
  file->pMethods->xUnlock(file, SQLITE_LOCK_NONE);
  const auto began = steady_clock::now();
  const auto end = began + kHiddenFor;
  const ReadLimits look{began, std::min(limits_.deadline, end), limits_.stop};
  for (int tries = 1; Pause(look, PauseBeforeTry(tries)); ++tries) {
    if (!WalSeemsHidden()) return false;
  }
  return steady_clock::now() >= end;
}

}  // namespace agent::collect
