#include "agent/collect/regular_open.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace agent::collect {
namespace {

thread_local bool guarded = false;
thread_local int last_descriptor = -1;
thread_local int last_error = 0;

bool IsRegular(const struct stat& info) { return S_ISREG(info.st_mode); }

// With which SQLite fills descriptors 0 to 2, should they be free, before it opens a file.
bool IsFiller(const char* path) { return std::strcmp(path, "/dev/null") == 0; }

// The answer for what is no regular file; SQLite then does not look for another way.
int Refuse() {
  errno = last_error = EINVAL;
  return -1;
}

int Open(const char* path, int flags, int mode) noexcept {
  if (!guarded || IsFiller(path)) return ::open(path, flags, mode);
  struct stat info {};
  // Before it is opened, for that alone makes some devices act.
  if (::stat(path, &info) == 0 && !IsRegular(info)) return Refuse();
  const int fd = ::open(path, flags | O_NONBLOCK, mode);
  last_error = fd < 0 ? errno : 0;
  if (fd < 0) return fd;
  if (::fstat(fd, &info) != 0 || !IsRegular(info)) {
    ::close(fd);
    return Refuse();
  }
  last_descriptor = fd;
  return fd;
}

}  // namespace

RegularOpen::RegularOpen() {
  guarded = true;
  last_descriptor = -1;
}

RegularOpen::~RegularOpen() { guarded = false; }

int RegularOpen::descriptor() const { return last_descriptor; }

int LastOpenError() { return last_error; }

void InstallRegularOpen() {
  sqlite3_vfs* const system = sqlite3_vfs_find("unix");
  system->xSetSystemCall(system, "open", reinterpret_cast<sqlite3_syscall_ptr>(&Open));
}

}  // namespace agent::collect
