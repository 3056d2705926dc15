#pragma once

#include <cstdint>
#include <utility>

#include "agent/base/unique_fd.hpp"
#include "agent/config/config.hpp"

namespace agent::serve {

// A listening TCP socket. The destructor closes it, unless it was released.
class ListenSocket {
 public:
  // An empty host listens on every address, IPv6 and IPv4; an IPv6 address may carry a zone
  // (fe80::1%eth0). Throws std::runtime_error: "cannot listen on ADDRESS: cause: remedy".
  explicit ListenSocket(const config::ListenAddress& address);

  // The socket's port: the one that the system chose if 0 was asked for.
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] int fd() const { return fd_.get(); }

  // A second descriptor of the same socket, which goes on accepting when this one is closed. Throws
  // std::system_error.
  [[nodiscard]] ListenSocket Duplicate() const;

  // Makes a socket at `address` that replaces this one. At the same address it is a Duplicate().
  // When only the port is the same (127.0.0.1 and every address), both sockets are open for a time,
  // which the system refuses otherwise. Throws as the constructor does, when another program has
  // the port.
  [[nodiscard]] ListenSocket HandOver(const config::ListenAddress& address) const;

  // Leaves the descriptor to the caller.
  [[nodiscard]] int Release() { return fd_.Release(); }

 private:
  explicit ListenSocket(base::UniqueFd fd) : fd_(std::move(fd)) {}

  base::UniqueFd fd_;
};

}  // namespace agent::serve
