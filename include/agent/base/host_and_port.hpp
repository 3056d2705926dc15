#pragma once

#include <cstdint>
#include <string>

namespace agent::base {

// An address as it is written: "127.0.0.1:9465", "[::1]:9465", and ":9465" where `host`, an IP
// address without brackets, is empty.
[[nodiscard]] std::string HostAndPort(const std::string& host, std::uint16_t port);

}  // namespace agent::base
