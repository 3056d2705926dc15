#include "support/socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace agent::test {
namespace {

[[noreturn]] void ThrowErrno(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

Socket MakeSocket() {
  Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket.fd() < 0) ThrowErrno("socket");
  return socket;
}

sockaddr_in Loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// Binds to a port that the system chooses, and returns it.
std::uint16_t Bind(const Socket& socket) {
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket.fd(), generic, size) != 0) ThrowErrno("bind");
  if (::getsockname(socket.fd(), generic, &size) != 0) ThrowErrno("getsockname");
  return ntohs(address.sin_port);
}

}  // namespace

Socket::~Socket() {
  if (fd_ >= 0) ::close(fd_);
}

Socket ConnectTo(std::uint16_t port) {
  Socket socket = MakeSocket();
  const sockaddr_in address = Loopback(port);
  if (::connect(socket.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ThrowErrno("connect to port " + std::to_string(port));
  }
  return socket;
}

std::uint16_t FreePort() { return Bind(MakeSocket()); }

SilentServer::SilentServer() : listener_(MakeSocket()), port_(Bind(listener_)) {
  if (::listen(listener_.fd(), 16) != 0) ThrowErrno("listen");
}

bool SilentServer::WaitForConnection(std::chrono::milliseconds timeout) {
  pollfd ready{listener_.fd(), POLLIN, 0};
  if (::poll(&ready, 1, static_cast<int>(timeout.count())) != 1) return false;
  connection_ = Socket(::accept4(listener_.fd(), nullptr, nullptr, SOCK_CLOEXEC));
  return connection_.fd() >= 0;
}

}  // namespace agent::test
