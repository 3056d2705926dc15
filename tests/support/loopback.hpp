#pragma once

#include <cstdint>
#include <vector>

namespace agent::test {

enum class Loopback { kV4, kV6 };  // 127.0.0.1 or ::1

// A TCP socket bound to a port of 127.0.0.1 or ::1 (0: a free one), not yet listening. Owns it. A
// port can be bound again as soon as its socket and those that it accepted are closed.
class LoopbackSocket {
 public:
  explicit LoopbackSocket(std::uint16_t port = 0, Loopback address = Loopback::kV4);
  LoopbackSocket(const LoopbackSocket&) = delete;
  LoopbackSocket& operator=(const LoopbackSocket&) = delete;
  ~LoopbackSocket();

  void Listen(int backlog) const;
  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  int fd_;
  std::uint16_t port_ = 0;
};

// A port that is free at every address of this machine, for a program that is to listen there
// later. It lies below those that the kernel gives away by itself, so that no client of another
// test gets it meanwhile.
[[nodiscard]] std::uint16_t FreePort();

// A port that refuses connections for as long as this lives: it is bound, but nobody listens.
using RefusingPort = LoopbackSocket;

// A port whose queue of connections is full: connecting to it waits for ever.
class UnansweringPort {
 public:
  UnansweringPort();
  UnansweringPort(const UnansweringPort&) = delete;
  UnansweringPort& operator=(const UnansweringPort&) = delete;
  ~UnansweringPort();

  [[nodiscard]] std::uint16_t port() const { return listener_.port(); }

 private:
  LoopbackSocket listener_;
  std::vector<int> clients_;
};

}  // namespace agent::test
