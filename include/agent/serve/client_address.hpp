#pragma once

#include <string>

struct sockaddr;

namespace agent::serve {

// What limits and logs call a connection's other end: "192.0.2.7", "2001:db8:1:2::/64", or
// "unknown" for another kind of address. An IPv4 address may come in mapped into IPv6. Of an IPv6
// address it is the /64 network, because one customer has all of that.
[[nodiscard]] std::string ClientName(const sockaddr* address);

}  // namespace agent::serve
