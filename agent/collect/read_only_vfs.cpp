#include "agent/collect/read_only_vfs.hpp"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>
#include <sys/types.h>

namespace agent::collect {
namespace {

sqlite3_vfs* SystemVfs() noexcept { return sqlite3_vfs_find("unix"); }

int OpenForReading(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags,
                   int* flags_used) noexcept {
  file->pMethods = nullptr;                     // SQLite does not close what has none
  if (name == nullptr) return SQLITE_CANTOPEN;  // a temporary file
  flags &= ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE |
             SQLITE_OPEN_DELETEONCLOSE);
  return SystemVfs()->xOpen(SystemVfs(), name, file, flags | SQLITE_OPEN_READONLY, flags_used);
}

int RefuseToDelete(sqlite3_vfs*, const char*, int) noexcept { return SQLITE_IOERR_DELETE; }

int KeepOwner(int, uid_t, gid_t) noexcept { return 0; }

const sqlite3_vfs* Register() {
  // Nobody asks SQLite for its memory statistics, which cost a lock at every allocation. Once
  // SQLite is in use it refuses, which does no harm.
  static_cast<void>(sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0));
  // The copy's other functions do not care whose they are.
  static sqlite3_vfs vfs = *SystemVfs();
  vfs.zName = "odin-agent-read-only";
  vfs.pNext = nullptr;
  vfs.xOpen = &OpenForReading;
  vfs.xDelete = &RefuseToDelete;
  SystemVfs()->xSetSystemCall(SystemVfs(), "fchown",
                              reinterpret_cast<sqlite3_syscall_ptr>(&KeepOwner));
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

}  // namespace agent::collect
