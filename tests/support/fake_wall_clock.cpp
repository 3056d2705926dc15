// To be preloaded (LD_PRELOAD): moves the wall clock of a program, and no other clock, by the whole
// seconds that the file named by FAKE_WALL_CLOCK holds. The file is read at each call, so that the
// clock can be stepped; a step is whole when the file is replaced by a rename.
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>

namespace {

long SecondsAhead() {
  const char* const path = std::getenv("FAKE_WALL_CLOCK");
  const int fd = path == nullptr ? -1 : ::open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  char text[32];
  const ssize_t size = ::read(fd, text, sizeof text);
  ::close(fd);
  long ahead = 0;
  if (size > 0) std::from_chars(text, text + size, ahead);
  return ahead;
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* now) noexcept {
  const long result = ::syscall(SYS_clock_gettime, clock, now);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
    now->tv_sec += SecondsAhead();
  }
  return static_cast<int>(result);
}

int gettimeofday(timeval* now, void*) noexcept {
  timespec precise{};
  const int result = clock_gettime(CLOCK_REALTIME, &precise);
  now->tv_sec = precise.tv_sec;
  now->tv_usec = precise.tv_nsec / 1000;
  return result;
}

time_t time(time_t* out) noexcept {
  timespec precise{};
  clock_gettime(CLOCK_REALTIME, &precise);
  if (out != nullptr) *out = precise.tv_sec;
  return precise.tv_sec;
}

}  // extern "C"
