#pragma once

#include <cstdint>

#include "agent/config/config.hpp"

namespace agent::serve {

// A TCP socket that accepts connections at an address; closed at destruction unless released.
class ListenSocket {
 public:
  // An empty host listens on every address, IPv6 and IPv4; an IPv6 address may carry a zone
  // (fe80::1%eth0). Throws std::runtime_error: "cannot listen on ADDRESS: cause: remedy".
  explicit ListenSocket(const config::ListenAddress& address);
  ListenSocket(const ListenSocket&) = delete;
  ListenSocket& operator=(const ListenSocket&) = delete;
  ~ListenSocket();

  // The port that it really has: the one the system chose where 0 was asked for.
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] int fd() const { return fd_; }

  // Leaves the descriptor to the caller.
  [[nodiscard]] int Release();

 private:
  int fd_;
};

}  // namespace agent::serve
