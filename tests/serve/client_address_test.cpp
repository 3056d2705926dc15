#include "agent/serve/client_address.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/un.h>

namespace agent::serve {
namespace {

std::string Name4(const char* text) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  EXPECT_EQ(::inet_pton(AF_INET, text, &address.sin_addr), 1);
  return ClientName(reinterpret_cast<const sockaddr*>(&address));
}

std::string Name6(const char* text) {
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  EXPECT_EQ(::inet_pton(AF_INET6, text, &address.sin6_addr), 1);
  return ClientName(reinterpret_cast<const sockaddr*>(&address));
}

TEST(ClientName, IsTheAddressInIpv4) { EXPECT_EQ(Name4("192.0.2.7"), "192.0.2.7"); }

TEST(ClientName, IsTheNetworkInIpv6) {
  EXPECT_EQ(Name6("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(Name6("2001:db8:1:2:ffff::1"), "2001:db8:1:2::/64");
  EXPECT_EQ(Name6("2001:db8:1:3::1"), "2001:db8:1:3::/64");
}

TEST(ClientName, IsTheIpv4AddressWhereItIsMappedIntoIpv6) {
  EXPECT_EQ(Name6("::ffff:192.0.2.7"), "192.0.2.7");
}

TEST(ClientName, IsUnknownForAnythingElse) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  EXPECT_EQ(ClientName(reinterpret_cast<const sockaddr*>(&address)), "unknown");
  EXPECT_EQ(ClientName(nullptr), "unknown");
}

}  // namespace
}  // namespace agent::serve
