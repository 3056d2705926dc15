#pragma once

#include <chrono>
#include <cstdint>
#include <utility>

namespace agent::test {

// Owns a socket.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int fd) : fd_(fd) {}
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Socket();

  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_ = -1;
};

// A TCP connection to 127.0.0.1; throws std::system_error when it is refused.
[[nodiscard]] Socket ConnectTo(std::uint16_t port);

// A port of 127.0.0.1 on which nothing listened a moment ago.
[[nodiscard]] std::uint16_t FreePort();

// Takes connections on a free port of 127.0.0.1 and never says a word.
class SilentServer {
 public:
  SilentServer();

  [[nodiscard]] std::uint16_t port() const { return port_; }

  // Accepts one connection and keeps it open; false when none comes in time.
  [[nodiscard]] bool WaitForConnection(std::chrono::milliseconds timeout);

 private:
  Socket listener_;
  Socket connection_;
  std::uint16_t port_ = 0;
};

}  // namespace agent::test
