// To be preloaded (LD_PRELOAD): while the file named by STUCK_DISK is there, whoever reads at a
// place of a file waits, as for a disk that does not answer. The first one makes a file of that
// name with
// ".waits" behind it.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace {

void WaitForTheDisk() {
  const char* const path = std::getenv("STUCK_DISK");
  constexpr unsigned kPauseMicroseconds = 10'000;
  for (bool is_first = true; path != nullptr && ::access(path, F_OK) == 0; is_first = false) {
    if (is_first) ::close(::open((std::string(path) + ".waits").c_str(), O_WRONLY | O_CREAT, 0600));
    ::usleep(kPauseMicroseconds);
  }
}

}  // namespace

extern "C" ssize_t pread64(int fd, void* buffer, size_t size, off64_t offset) {
  WaitForTheDisk();
  using Read = ssize_t (*)(int, void*, size_t, off64_t);
  static const auto next = reinterpret_cast<Read>(::dlsym(RTLD_NEXT, "pread64"));
  return next(fd, buffer, size, offset);
}
