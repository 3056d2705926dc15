#pragma once

#include <cstdint>
#include <vector>

namespace agent::test {

// A TCP socket bound to a free port of 127.0.0.1, not yet listening. Owns it.
class LoopbackSocket {
 public:
  LoopbackSocket();
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
