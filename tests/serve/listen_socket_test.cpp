#include "agent/serve/listen_socket.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

#include "support/loopback.hpp"
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

bool Accepts(std::uint16_t port, const std::string& host) {
  try {
    const test::RawClient client(port, host);
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

TEST(ListenSocket, HandsItsPortOverToAWiderAddressAndToANarrowerOne) {
  for (const char* wide : {"", "0.0.0.0", "::"}) {
    const std::uint16_t port = test::FreePort();
    auto narrow = std::make_unique<ListenSocket>(config::ListenAddress{"127.0.0.1", port});
    auto next = std::make_unique<ListenSocket>(narrow->HandOver({wide, port}));
    EXPECT_TRUE(Accepts(port, "127.0.0.2")) << wide;
    narrow.reset();
    EXPECT_TRUE(Accepts(port, "127.0.0.1")) << wide;
    const ListenSocket last(next->HandOver({"127.0.0.1", port}));
    next.reset();
    EXPECT_TRUE(Accepts(port, "127.0.0.1")) << wide;
    EXPECT_FALSE(Accepts(port, "127.0.0.2")) << "closed again after " << wide;
  }
}

// Two sockets at one address would share its clients, and those of the one that is closed be lost.
TEST(ListenSocket, IsTheSameSocketWhereAnAddressIsOnlySpelledOtherwise) {
  const ListenSocket everywhere({"", 0});
  const ListenSocket same = everywhere.HandOver({"::", everywhere.port()});
  struct stat one {};
  struct stat other {};
  ASSERT_EQ(::fstat(everywhere.fd(), &one), 0);
  ASSERT_EQ(::fstat(same.fd(), &other), 0);
  EXPECT_EQ(one.st_ino, other.st_ino);
}

TEST(ListenSocket, GrantsItsPortToNobodyElseAfterAHandOver) {
  const std::uint16_t port = test::FreePort();
  const ListenSocket narrow({"127.0.0.1", port});
  const ListenSocket wide = narrow.HandOver({"", port});
  for (const char* host : {"", "0.0.0.0", "127.0.0.1"}) {
    EXPECT_THAT(WhyNot({host, port}), HasSubstr("another program, or another odin-agent")) << host;
  }
}

TEST(ListenSocket, DoesNotHandOverWhatIsAnothers) {
  const ListenSocket ours({"127.0.0.1", test::FreePort()});
  const ListenSocket another({"127.0.0.2", ours.port()});
  EXPECT_THROW(static_cast<void>(ours.HandOver({"", ours.port()})), std::runtime_error);
  EXPECT_THAT(WhyNot({"127.0.0.1", ours.port()}), HasSubstr("another odin-agent"))
      << "nor is it granted to others now";
}

}  // namespace
}  // namespace agent::serve
