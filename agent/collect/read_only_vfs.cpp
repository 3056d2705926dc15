#include "agent/collect/read_only_vfs.hpp"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>
#include <sys/types.h>

#include <chrono>

#include "agent/collect/reading_scope.hpp"
#include "agent/collect/regular_open.hpp"
#include "agent/collect/sqlite_memory.hpp"

namespace agent::collect {
namespace {

thread_local int last_database = -1;

sqlite3_vfs* SystemVfs() noexcept { return sqlite3_vfs_find("unix"); }

// ---- files

// The methods that SQLite's own VFS gave a file, with ours in front. There are two sets of them:
// those of databases, and those of `-wal` and `-journal`.
struct FileMethods {
  const sqlite3_io_methods* system = nullptr;
  sqlite3_io_methods ours{};
};

template <bool kIsDatabase>
FileMethods& MethodsOf() {
  static FileMethods methods;
  return methods;
}

template <bool kIsDatabase>
int Read(sqlite3_file* file, void* buffer, int bytes, sqlite3_int64 offset) noexcept {
  const ReadLimits* const limits = ReadingScope::Limits();
  if (limits != nullptr && IsOver(*limits)) return SQLITE_INTERRUPT;
  return MethodsOf<kIsDatabase>().system->xRead(file, buffer, bytes, offset);
}

// Opens `-shm`, which does not go through the VFS.
int MapIndex(sqlite3_file* file, int region, int bytes, int extend, void volatile** memory) {
  const RegularOpen guard;
  return MethodsOf<true>().system->xShmMap(file, region, bytes, extend, memory);
}

template <bool kIsDatabase>
void PutOursInFront(sqlite3_file* file) noexcept {
  static const bool copied = [file] {
    FileMethods& methods = MethodsOf<kIsDatabase>();
    methods.system = file->pMethods;
    methods.ours = *file->pMethods;
    methods.ours.xRead = &Read<kIsDatabase>;
    if (kIsDatabase) methods.ours.xShmMap = &MapIndex;
    return true;
  }();
  static_cast<void>(copied);
  const FileMethods& methods = MethodsOf<kIsDatabase>();
  if (file->pMethods == methods.system) file->pMethods = &methods.ours;
}

// ---- the VFS

int OpenForReading(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags,
                   int* flags_used) noexcept {
  file->pMethods = nullptr;                     // SQLite does not close what has none
  if (name == nullptr) return SQLITE_CANTOPEN;  // a temporary file
  flags &= ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE |
             SQLITE_OPEN_DELETEONCLOSE);
  const bool is_database = (flags & SQLITE_OPEN_MAIN_DB) != 0;
  const RegularOpen guard;
  const int result =
      SystemVfs()->xOpen(SystemVfs(), name, file, flags | SQLITE_OPEN_READONLY, flags_used);
  if (is_database) last_database = result == SQLITE_OK ? guard.descriptor() : -1;
  if (result != SQLITE_OK || file->pMethods == nullptr) return result;
  is_database ? PutOursInFront<true>(file) : PutOursInFront<false>(file);
  return SQLITE_OK;
}

int RefuseToDelete(sqlite3_vfs*, const char*, int) noexcept { return SQLITE_IOERR_DELETE; }

// SQLite's own waits for a WAL index that changes all the time add up to ten seconds.
int SleepWithinLimits(sqlite3_vfs*, int microseconds) noexcept {
  const ReadLimits* const limits = ReadingScope::Limits();
  if (limits == nullptr) return SystemVfs()->xSleep(SystemVfs(), microseconds);
  using std::chrono::milliseconds;
  const auto pause = std::chrono::ceil<milliseconds>(std::chrono::microseconds(microseconds));
  Pause(*limits, pause);
  return microseconds;
}

int KeepOwner(int, uid_t, gid_t) noexcept { return 0; }

const sqlite3_vfs* Register() {
  BoundSqliteMemory();
  // The copy's other functions do not care whose they are.
  static sqlite3_vfs vfs = *SystemVfs();
  vfs.zName = "odin-agent-read-only";
  vfs.pNext = nullptr;
  vfs.xOpen = &OpenForReading;
  vfs.xDelete = &RefuseToDelete;
  vfs.xSleep = &SleepWithinLimits;
  SystemVfs()->xSetSystemCall(SystemVfs(), "fchown",
                              reinterpret_cast<sqlite3_syscall_ptr>(&KeepOwner));
  InstallRegularOpen();
  if (const int result = sqlite3_vfs_register(&vfs, 0); result != SQLITE_OK) {
    throw SQLite::Exception("cannot register the read-only VFS", result);
  }
  return &vfs;
}

}  // namespace

const char* ReadOnlyVfs() {
  static const sqlite3_vfs* const registered = Register();
  return registered->zName;
}

int DescriptorOfLastDatabase() { return last_database; }

}  // namespace agent::collect
