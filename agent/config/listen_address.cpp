#include "agent/config/listen_address.hpp"

#include <arpa/inet.h>

#include <charconv>

#include "agent/base/text.hpp"

namespace agent::config {
namespace {

std::optional<in_addr> ParseIpv4(std::string_view text) {
  in_addr address{};
  if (::inet_pton(AF_INET, std::string(text).c_str(), &address) != 1) return std::nullopt;
  return address;
}

std::optional<in6_addr> ParseIpv6(std::string_view text) {
  in6_addr address{};
  if (::inet_pton(AF_INET6, std::string(text).c_str(), &address) != 1) return std::nullopt;
  return address;
}

std::string_view WithoutBrackets(std::string_view host) {
  if (host.size() < 2 || host.front() != '[' || host.back() != ']') return host;
  return host.substr(1, host.size() - 2);
}

}  // namespace

std::optional<ListenAddress> ParseListenAddress(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);

  ListenAddress address;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (error != std::errc() || end != port.data() + port.size()) return std::nullopt;

  if (host.empty() || ParseIpv4(host)) {
    address.host = host;
  } else if (base::EqualsIgnoreCase(host, "localhost")) {
    address.host = "127.0.0.1";
  } else if (host.starts_with('[') && ParseIpv6(WithoutBrackets(host))) {
    address.host = WithoutBrackets(host);
  } else {
    return std::nullopt;
  }
  return address;
}

bool IsLoopbackHost(std::string_view host) {
  if (base::EqualsIgnoreCase(host, "localhost")) return true;
  if (const auto v4 = ParseIpv4(host)) return ntohl(v4->s_addr) >> 24 == 127;
  const auto v6 = ParseIpv6(WithoutBrackets(host));
  return v6 && IN6_IS_ADDR_LOOPBACK(&*v6);
}

}  // namespace agent::config
