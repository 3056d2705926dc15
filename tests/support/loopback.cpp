#include "support/loopback.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <random>
#include <stdexcept>
#include <system_error>

namespace agent::test {
namespace {

void Check(int result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
}

union SocketAddress {
  sockaddr any;
  sockaddr_in v4;
  sockaddr_in6 v6;
};

SocketAddress MakeAddress(Loopback address, std::uint16_t port) {
  SocketAddress result{};
  if (address == Loopback::kV4) {
    result.v4.sin_family = AF_INET;
    result.v4.sin_port = htons(port);
    result.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  } else {
    result.v6.sin6_family = AF_INET6;
    result.v6.sin6_port = htons(port);
    result.v6.sin6_addr = in6addr_loopback;
  }
  return result;
}

void LetReuse(int fd) {
  const int yes = 1;
  Check(::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes), "SO_REUSEADDR");
}

// True also where there are no addresses of that family.
bool IsFreeEverywhere(int family, std::uint16_t port) {
  const int fd = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return true;
  SocketAddress everywhere{};  // the address of all zeros
  everywhere.v6.sin6_family = static_cast<sa_family_t>(family);
  everywhere.v6.sin6_port = htons(port);  // at the same place in both families
  const bool is_free =
      ::bind(fd, &everywhere.any,
             family == AF_INET ? sizeof everywhere.v4 : sizeof everywhere.v6) == 0 ||
      errno == EADDRNOTAVAIL;
  ::close(fd);
  return is_free;
}

}  // namespace

LoopbackSocket::LoopbackSocket(std::uint16_t port, Loopback address)
    : fd_(::socket(address == Loopback::kV4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  Check(fd_, "socket");
  SocketAddress bound = MakeAddress(address, port);
  socklen_t size = address == Loopback::kV4 ? sizeof bound.v4 : sizeof bound.v6;
  if (port != 0) LetReuse(fd_);
  Check(::bind(fd_, &bound.any, size), "bind");
  Check(::getsockname(fd_, &bound.any, &size), "getsockname");
  // A free port was chosen from those that nobody else has; from here on it may be ours again.
  LetReuse(fd_);
  port_ = ntohs(address == Loopback::kV4 ? bound.v4.sin_port : bound.v6.sin6_port);
}

LoopbackSocket::~LoopbackSocket() { ::close(fd_); }

void LoopbackSocket::Listen(int backlog) const { Check(::listen(fd_, backlog), "listen"); }

std::uint16_t FreePort() {
  constexpr int kTries = 1000;
  std::random_device random;
  std::uniform_int_distribution<std::uint16_t> ports(15'000, 30'000);
  for (int i = 0; i < kTries; ++i) {
    const std::uint16_t port = ports(random);
    if (IsFreeEverywhere(AF_INET, port) && IsFreeEverywhere(AF_INET6, port)) return port;
  }
  throw std::runtime_error("no port is free");
}

UnansweringPort::UnansweringPort() {
  constexpr int kMoreThanFit = 4;  // a backlog of 0 holds one connection
  listener_.Listen(0);
  const SocketAddress address = MakeAddress(Loopback::kV4, port());
  for (int i = 0; i < kMoreThanFit; ++i) {
    const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    Check(client, "socket");
    clients_.push_back(client);
    // Ends with EINPROGRESS, as it must: nobody will ever accept it.
    ::connect(client, &address.any, sizeof address.v4);
  }
}

UnansweringPort::~UnansweringPort() {
  for (const int client : clients_) ::close(client);
}

}  // namespace agent::test
