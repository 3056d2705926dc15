#pragma once

#include <string>

struct sockaddr;

namespace agent::serve {

// Who a connection's other end is for the purpose of limits and logs: an IPv4 address (also where
// it came in mapped into IPv6), or an IPv6 /64 network, all of which one customer has:
// "192.0.2.7", "2001:db8:1:2::/64". "unknown" for anything else.
[[nodiscard]] std::string ClientName(const sockaddr* address);

}  // namespace agent::serve
