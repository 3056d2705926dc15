#pragma once

#include <cstdint>
#include <utility>

#include "agent/base/unique_fd.hpp"
#include "agent/config/config.hpp"

namespace agent::serve {

// A TCP socket that accepts connections at an address; closed at destruction unless released.
class ListenSocket {
 public:
  // An empty host listens on every address, IPv6 and IPv4; an IPv6 address may carry a zone
  // (fe80::1%eth0). Throws std::runtime_error: "cannot listen on ADDRESS: cause: remedy".
  explicit ListenSocket(const config::ListenAddress& address);

  // The port that it really has: the one the system chose where 0 was asked for.
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] int fd() const { return fd_.get(); }

  // Another descriptor of the same socket: it goes on accepting when this one is closed. Throws
  // std::system_error.
  [[nodiscard]] ListenSocket Duplicate() const;

  // A socket at `address`, to take the place of this one. At the address that this one has already
  // it is a Duplicate(); where both have the port alone in common (127.0.0.1 and every address),
  // both are open side by side, which the system else refuses even to one program. Throws as the
  // constructor does: then the port is another program's.
  [[nodiscard]] ListenSocket HandOver(const config::ListenAddress& address) const;

  // Leaves the descriptor to the caller.
  [[nodiscard]] int Release() { return fd_.Release(); }

 private:
  explicit ListenSocket(base::UniqueFd fd) : fd_(std::move(fd)) {}

  base::UniqueFd fd_;
};

}  // namespace agent::serve
