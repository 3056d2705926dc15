#include "agent/base/write_line.hpp"

#include <limits.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace agent::base {
namespace {

// Without a signal where nobody reads any more, and for a socket without waiting.
ssize_t WriteSome(int fd, std::string_view text) noexcept {
  const ssize_t sent = ::send(fd, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent >= 0 || errno != ENOTSOCK) return sent;
  return ::write(fd, text.data(), text.size());
}

}  // namespace

bool WriteLine(int fd, std::string_view text) noexcept {
  while (!text.empty()) {
    // What poll calls writable takes this much at once, so no write waits with a part of it sent.
    const std::string_view part = text.substr(0, PIPE_BUF);
    pollfd wanted{fd, POLLOUT, 0};
    if (::poll(&wanted, 1, -1) < 0 && errno != EINTR) return false;
    const ssize_t written = WriteSome(fd, part);
    if (written > 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (written == 0 || (errno != EINTR && errno != EAGAIN)) {
      return false;
    }
  }
  return true;
}

}  // namespace agent::base
