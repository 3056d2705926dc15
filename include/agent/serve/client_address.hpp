#pragma once

#include <string>

struct sockaddr;

namespace agent::serve {

// The name of a client in limits and logs: "192.0.2.7", "2001:db8:1:2::/64", or "unknown" for
// another kind of address. An IPv6 address that maps an IPv4 address is named as the latter. Any
// other IPv6 address is named by its /64 network, because one customer has all of it.
[[nodiscard]] std::string ClientName(const sockaddr* address);

}  // namespace agent::serve
