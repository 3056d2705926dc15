#include "agent/serve/client_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace agent::serve {
namespace {

std::string Print(int family, const void* address) {
  char text[INET6_ADDRSTRLEN];
  return ::inet_ntop(family, address, text, sizeof text) == nullptr ? "unknown" : text;
}

}  // namespace

std::string ClientName(const sockaddr* address) {
  if (address == nullptr) return "unknown";
  if (address->sa_family == AF_INET) {
    sockaddr_in ipv4{};
    std::memcpy(&ipv4, address, sizeof ipv4);
    return Print(AF_INET, &ipv4.sin_addr);
  }
  if (address->sa_family != AF_INET6) return "unknown";
  sockaddr_in6 ipv6{};
  std::memcpy(&ipv6, address, sizeof ipv6);
  std::uint8_t* bytes = ipv6.sin6_addr.s6_addr;
  if (IN6_IS_ADDR_V4MAPPED(&ipv6.sin6_addr)) return Print(AF_INET, bytes + 12);
  std::fill(bytes + 8, bytes + 16, std::uint8_t{0});
  return Print(AF_INET6, bytes) + "/64";
}

}  // namespace agent::serve
