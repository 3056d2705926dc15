#include "support/loopback.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace agent::test {
namespace {

void Check(int result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
}

sockaddr_in Loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

}  // namespace

LoopbackSocket::LoopbackSocket() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  Check(fd_, "socket");
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof address;
  auto* const raw = reinterpret_cast<sockaddr*>(&address);
  Check(::bind(fd_, raw, size), "bind");
  Check(::getsockname(fd_, raw, &size), "getsockname");
  port_ = ntohs(address.sin_port);
}

LoopbackSocket::~LoopbackSocket() { ::close(fd_); }

void LoopbackSocket::Listen(int backlog) const { Check(::listen(fd_, backlog), "listen"); }

UnansweringPort::UnansweringPort() {
  constexpr int kMoreThanFit = 4;  // a backlog of 0 holds one connection
  listener_.Listen(0);
  const sockaddr_in address = Loopback(port());
  for (int i = 0; i < kMoreThanFit; ++i) {
    const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    Check(client, "socket");
    clients_.push_back(client);
    // Ends with EINPROGRESS, as it must: nobody will ever accept it.
    ::connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  }
}

UnansweringPort::~UnansweringPort() {
  for (const int client : clients_) ::close(client);
}

}  // namespace agent::test
