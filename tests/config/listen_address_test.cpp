#include "agent/config/listen_address.hpp"

#include <gtest/gtest.h>

#include "agent/base/host_and_port.hpp"

namespace agent::config {
namespace {

TEST(ListenAddress, IsShownAsItIsWritten) {
  for (const std::string text : {"127.0.0.1:9465", "[::1]:9465", ":9465", "0.0.0.0:0"}) {
    const std::optional<ListenAddress> address = ParseListenAddress(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(base::HostAndPort(address->host, address->port), text);
  }
}

TEST(ListenAddress, ReadsEachForm) {
  EXPECT_EQ(ParseListenAddress("127.0.0.1:9465"), (ListenAddress{"127.0.0.1", 9465}));
  EXPECT_EQ(ParseListenAddress("0.0.0.0:0"), (ListenAddress{"0.0.0.0", 0}));
  EXPECT_EQ(ParseListenAddress("[::1]:65535"), (ListenAddress{"::1", 65535}));
  EXPECT_EQ(ParseListenAddress("[::]:80"), (ListenAddress{"::", 80}));
  EXPECT_EQ(ParseListenAddress(":9465"), (ListenAddress{"", 9465}));
  EXPECT_EQ(ParseListenAddress("localhost:9465"), (ListenAddress{"127.0.0.1", 9465}));
}

TEST(ListenAddress, RejectsAllElse) {
  for (const char* const text : {"",
                                 ":",
                                 "9465",
                                 "127.0.0.1",
                                 "127.0.0.1:",
                                 "127.0.0.1:65536",
                                 "127.0.0.1:-1",
                                 "127.0.0.1:+1",
                                 "127.0.0.1:http",
                                 "127.0.0.1: 80",
                                 "127.0.0.1:80 ",
                                 "127.0.0:80",
                                 "127.0.0.256:80",
                                 "raspberrypi:80",
                                 "::1:80",
                                 "[::1]",
                                 "[::1]80",
                                 "[::1:80",
                                 "[]:80",
                                 "[127.0.0.1]:80",
                                 "[fe80::1%eth0]:80",
                                 "*:80",
                                 "http://127.0.0.1:80"}) {
    EXPECT_FALSE(ParseListenAddress(text)) << text;
  }
}

TEST(ListenAddress, KnowsTheLoopbackHosts) {
  for (const char* const host :
       {"localhost", "LocalHost", "127.0.0.1", "127.8.9.10", "::1", "[::1]", "0:0:0:0:0:0:0:1"}) {
    EXPECT_TRUE(IsLoopbackHost(host)) << host;
  }
  for (const char* const host : {"", "0.0.0.0", "::", "[::]", "128.0.0.1", "192.168.1.10",
                                 "127.0.0.1.example.com", "localhost.example.com", "fe80::1"}) {
    EXPECT_FALSE(IsLoopbackHost(host)) << host;
  }
}

}  // namespace
}  // namespace agent::config
