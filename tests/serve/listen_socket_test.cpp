#include "agent/serve/listen_socket.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "support/raw_client.hpp"

namespace agent::serve {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

std::string WhyNot(const config::ListenAddress& address) {
  try {
    const ListenSocket socket(address);
    return "it listens";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

TEST(ListenSocket, ListensOnAPortThatTheSystemChose) {
  const ListenSocket socket({"127.0.0.1", 0});
  EXPECT_NE(socket.port(), 0);
  EXPECT_NO_THROW(test::RawClient(socket.port()));
  EXPECT_NE(::fcntl(socket.fd(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST(ListenSocket, ListensOnIpv4WhereTheHostIsEmpty) {
  const ListenSocket socket({"", 0});
  EXPECT_NO_THROW(test::RawClient(socket.port(), "127.0.0.1"));
}

TEST(ListenSocket, ListensOnIpv6) {
  try {
    const ListenSocket probe({"::1", 0});
  } catch (const std::runtime_error&) {
    GTEST_SKIP() << "this machine has no IPv6 loopback";
  }
  const ListenSocket loopback({"::1", 0});
  EXPECT_NO_THROW(test::RawClient(loopback.port(), "::1"));
  const ListenSocket everywhere({"", 0});
  EXPECT_NO_THROW(test::RawClient(everywhere.port(), "::1"));
}

TEST(ListenSocket, CanBeOpenedAgainAtOnceAfterItWasUsed) {
  std::uint16_t port;
  {
    const ListenSocket first({"127.0.0.1", 0});
    port = first.port();
    const test::RawClient client(port);
  }
  EXPECT_EQ(WhyNot({"127.0.0.1", port}), "it listens");
}

TEST(ListenSocket, NamesTheAddressTheCauseAndTheRemedy) {
  const ListenSocket taken({"127.0.0.1", 0});
  EXPECT_EQ(WhyNot({"127.0.0.1", taken.port()}),
            "cannot listen on 127.0.0.1:" + std::to_string(taken.port()) +
                ": Address already in use: another program, or another odin-agent, has this port; "
                "stop it, or choose another port in local.listen");
  EXPECT_THAT(WhyNot({"192.0.2.1", 9465}),
              AllOf(StartsWith("cannot listen on 192.0.2.1:9465: Cannot assign requested address"),
                    HasSubstr("this machine does not have the address")));
  EXPECT_THAT(WhyNot({"farm.example", 9465}),
              AllOf(StartsWith("cannot listen on farm.example:9465: "),
                    HasSubstr("local.listen wants an IP address")));
  EXPECT_THAT(WhyNot({"::zz", 9465}), StartsWith("cannot listen on [::zz]:9465: "));
}

}  // namespace
}  // namespace agent::serve
