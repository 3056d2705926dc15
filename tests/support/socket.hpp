#pragma once

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

}  // namespace agent::test
