#include "agent/base/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace agent::base {
namespace {

[[noreturn]] void Fail(const std::string& path, const std::string& why) {
  throw FileError(path + ": " + why);
}

std::string SystemReason() { return std::generic_category().message(errno); }

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

}  // namespace

std::string ReadSmallFile(const std::string& path, std::size_t max_bytes) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) Fail(path, SystemReason());
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) Fail(path, SystemReason());
  if (S_ISDIR(info.st_mode)) Fail(path, "is a directory");
  if (!S_ISREG(info.st_mode)) Fail(path, "is not a regular file");

  std::string content;
  char buffer[4096];
  while (true) {
    const ssize_t got = ::read(file.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) Fail(path, SystemReason());
    if (got == 0) return content;
    content.append(buffer, static_cast<std::size_t>(got));
    if (content.size() > max_bytes) {
      Fail(path, "is larger than " + std::to_string(max_bytes) + " bytes");
    }
  }
}

std::string ModeText(mode_t mode) {
  std::string text = S_ISDIR(mode) ? "d" : "-";
  for (int shift = 6; shift >= 0; shift -= 3) {
    const mode_t bits = mode >> shift;
    text += {(bits & 4) != 0 ? 'r' : '-', (bits & 2) != 0 ? 'w' : '-', (bits & 1) != 0 ? 'x' : '-'};
  }
  return text;
}

}  // namespace agent::base
