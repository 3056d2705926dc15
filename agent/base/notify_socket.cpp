#include "agent/base/notify_socket.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstddef>
#include <cstring>

namespace agent::base {

NotifySocket::NotifySocket(std::string_view address) {
  const bool is_path = address.starts_with('/');
  const bool is_abstract = address.starts_with('@') && address.size() > 1;
  // A path keeps room for its final NUL.
  if (!(is_path || is_abstract) || address.size() + is_path > sizeof(sockaddr_un::sun_path)) return;
  address_ = address;
  if (is_abstract) address_[0] = '\0';
  fd_.Reset(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

bool NotifySocket::Send(std::string_view message) const noexcept {
  if (!fd_) return false;
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  std::memcpy(to.sun_path, address_.data(), address_.size());
  // An abstract name is as long as the address says; a path ends at its NUL.
  const std::size_t size =
      offsetof(sockaddr_un, sun_path) + address_.size() + (address_[0] == '/' ? 1 : 0);
  ssize_t sent = -1;
  do {
    sent = ::sendto(fd_.get(), message.data(), message.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                    reinterpret_cast<const sockaddr*>(&to), static_cast<socklen_t>(size));
  } while (sent < 0 && errno == EINTR);
  return sent == static_cast<ssize_t>(message.size());
}

}  // namespace agent::base
