#include "agent/serve/listen_socket.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

#include "agent/base/host_and_port.hpp"

namespace agent::serve {
namespace {

std::string Remedy(int error, const config::ListenAddress& address) {
  switch (error) {
    case EADDRINUSE:
      return ": another program, or another odin-agent, has this port; stop it, or choose another "
             "port in local.listen";
    case EACCES:
      return address.port < 1024 ? ": ports below 1024 are reserved; choose a higher one in "
                                   "local.listen"
                                 : "";
    case EADDRNOTAVAIL:
      return ": this machine does not have the address; 'ip address' lists those that it has, and "
             "an empty host in local.listen means all of them";
    default:
      return "";
  }
}

sockaddr_storage BoundAddress(int fd) {
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size) != 0) {
    throw std::system_error(errno, std::generic_category(), "getsockname");
  }
  return bound;
}

// The address as that of its own family, which both begin with.
template <typename Address>
Address As(const void* any) {
  Address address{};
  std::memcpy(&address, any, sizeof address);
  return address;
}

std::uint16_t PortOf(const sockaddr_storage& address) {
  return ntohs(address.ss_family == AF_INET6 ? As<sockaddr_in6>(&address).sin6_port
                                             : As<sockaddr_in>(&address).sin_port);
}

bool AreEqual(const sockaddr_storage& bound, const sockaddr& other) {
  if (bound.ss_family != other.sa_family) return false;
  if (bound.ss_family != AF_INET6) {
    const auto a = As<sockaddr_in>(&bound);
    const auto b = As<sockaddr_in>(&other);
    return a.sin_port == b.sin_port && a.sin_addr.s_addr == b.sin_addr.s_addr;
  }
  const auto a = As<sockaddr_in6>(&bound);
  const auto b = As<sockaddr_in6>(&other);
  return a.sin6_port == b.sin6_port && a.sin6_scope_id == b.sin6_scope_id &&
         std::memcmp(&a.sin6_addr, &b.sin6_addr, sizeof a.sin6_addr) == 0;
}

[[noreturn]] void Fail(const config::ListenAddress& address, const std::string& why) {
  throw std::runtime_error("cannot listen on " + base::HostAndPort(address.host, address.port) +
                           ": " + why);
}

using AddressList = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

AddressList Resolve(const config::ListenAddress& address, const char* host) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int code = ::getaddrinfo(host, std::to_string(address.port).c_str(), &hints, &found);
  if (code == 0) return {found, &::freeaddrinfo};
  Fail(address, std::string(::gai_strerror(code)) +
                    ": local.listen wants an IP address and a port, such as 127.0.0.1:9465");
}

bool SetOption(int fd, int level, int option, int value) {
  return ::setsockopt(fd, level, option, &value, sizeof value) == 0;
}

struct Attempt {
  base::UniqueFd fd;
  int error = 0;
};

enum class Neighbours { kNone, kOurOwn };

Attempt TryListen(const addrinfo& at, Neighbours neighbours) {
  base::UniqueFd socket(::socket(at.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int fd = socket.get();
  if (!socket) return {{}, errno};
  // Without SO_REUSEADDR a restart fails while connections of the last run are in TIME_WAIT.
  if (SetOption(fd, SOL_SOCKET, SO_REUSEADDR, 1) &&
      (at.ai_family != AF_INET6 || SetOption(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0)) &&
      (neighbours == Neighbours::kNone || SetOption(fd, SOL_SOCKET, SO_REUSEPORT, 1)) &&
      ::bind(fd, at.ai_addr, at.ai_addrlen) == 0 && ::listen(fd, SOMAXCONN) == 0) {
    return {std::move(socket), 0};
  }
  return {{}, errno};
}

const char* HostOf(const config::ListenAddress& address) {
  return address.host.empty() ? "::" : address.host.c_str();
}

base::UniqueFd Listen(const config::ListenAddress& address,
                      Neighbours neighbours = Neighbours::kNone) {
  const bool everywhere = address.host.empty();
  Attempt attempt = TryListen(*Resolve(address, HostOf(address)), neighbours);
  // A kernel without IPv6 still has all of IPv4 to offer.
  if (everywhere && (attempt.error == EAFNOSUPPORT || attempt.error == EADDRNOTAVAIL)) {
    attempt = TryListen(*Resolve(address, "0.0.0.0"), neighbours);
  }
  if (attempt.fd) return std::move(attempt.fd);
  Fail(address, std::generic_category().message(attempt.error) + Remedy(attempt.error, address));
}

}  // namespace

ListenSocket::ListenSocket(const config::ListenAddress& address) : fd_(Listen(address)) {}

std::uint16_t ListenSocket::port() const { return PortOf(BoundAddress(fd())); }

ListenSocket ListenSocket::Duplicate() const {
  base::UniqueFd copy(::fcntl(fd(), F_DUPFD_CLOEXEC, 0));
  if (!copy) throw std::system_error(errno, std::generic_category(), "duplicating a socket");
  return ListenSocket(std::move(copy));
}

// The system grants one port to several sockets of one user when all of them have SO_REUSEPORT.
// They have it for the moment of the hand-over alone: else a second agent would be granted it, too.
ListenSocket ListenSocket::HandOver(const config::ListenAddress& address) const {
  const sockaddr_storage bound = BoundAddress(fd());
  if (address.port != PortOf(bound)) return ListenSocket(address);
  if (AreEqual(bound, *Resolve(address, HostOf(address))->ai_addr)) return Duplicate();
  const auto share = [](int fd, int on) { return SetOption(fd, SOL_SOCKET, SO_REUSEPORT, on); };
  if (!share(fd(), 1)) throw std::system_error(errno, std::generic_category(), "SO_REUSEPORT");
  try {
    ListenSocket next(Listen(address, Neighbours::kOurOwn));
    share(fd(), 0);
    share(next.fd(), 0);
    return next;
  } catch (...) {
    share(fd(), 0);
    throw;
  }
}

}  // namespace agent::serve
