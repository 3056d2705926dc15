// SIGHUP with another local.listen.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

#include "integration/reload_fixture.hpp"
#include "support/certificates.hpp"
#include "support/eventually.hpp"
#include "support/loopback.hpp"
#include "support/socket.hpp"

namespace agent::test {
namespace {

using testing::HasSubstr;

// An address of this machine that only a listener at every address answers.
constexpr const char* kElsewhere = "127.0.0.2";

// 127.0.0.1 and the addresses after it.
sockaddr_in AddressAfterLoopback(std::uint32_t after, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + after);
  return address;
}

class ReloadListener : public Reload {
 protected:
  void Start(ConfigText config) {
    config.local = "{listen: '127.0.0.1:" + std::to_string(FreePort()) + "'}";
    Reload::Start(config);
  }

  std::string At(const std::string& host) const {
    return "{listen: '" + host + ":" + std::to_string(daemon_->port()) +
           "', allow_anonymous: true}";
  }

  bool Answers(const std::string& host) const {
    const std::string address = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return test::Run({"curl", "-s", "--noproxy", "*",
                      "http://" + address + ":" + std::to_string(daemon_->port()) + "/-/healthy"})
               .status == 0;
  }
};

TEST_F(ReloadListener, GoesFromAnyAddressToAnyOtherAtTheSamePort) {
  Start({});
  ReloadWith({.local = At("")});
  const bool has_ipv6 = Answers("::1");
  for (const char* host : {"", "127.0.0.1", "0.0.0.0", "127.0.0.1", "[::]", "127.0.0.1", "0.0.0.0",
                           "", "[::]", "0.0.0.0", "127.0.0.1"}) {
    ReloadWith({.local = At(host)});
    const bool is_wide = std::string(host) != "127.0.0.1";
    EXPECT_TRUE(Answers("127.0.0.1")) << host;
    EXPECT_EQ(Answers(kElsewhere), is_wide) << "after listen: " << host;
    EXPECT_EQ(Answers("::1"), has_ipv6 && is_wide && std::string(host) != "0.0.0.0") << host;
  }
}

TEST_F(ReloadListener, IsNeverClosedWhileItsAddressChanges) {
  Start({});
  std::atomic<int> answered = 0;
  std::atomic<int> reset = 0;
  std::atomic<int> refused = 0;
  {
    const std::jthread client([&](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        try {
          const Socket connected = ConnectTo(daemon_->port());
        } catch (const std::system_error& error) {
          ++(error.code() == std::errc::connection_refused ? refused : reset);
        }
        try {
          if (StatusOf("/-/healthy") == 200) ++answered;
        } catch (const std::runtime_error&) {
          ++reset;
        }
      }
    });
    for (int i = 0; i < 5; ++i) {
      ReloadWith({.local = At("")});
      ReloadWith({.local = At("127.0.0.1")});
    }
  }
  EXPECT_GT(answered, 10);
  EXPECT_EQ(refused, 0);
  // Who comes in the microsecond between the last look for connections and the end of the socket.
  EXPECT_LE(reset, 1);
}

// The README's own example: from the loopback to all of the network, with TLS and a token.
TEST_F(ReloadListener, OpensToTheNetworkWithTlsAndAToken) {
  const CertificateAuthority ca(dir_.path(), "ca");
  const CertificateFiles server = ca.Issue("server");
  Start({});
  const std::string port = std::to_string(daemon_->port());
  ReloadWith({.local = "{listen: ':" + port + "', tls_server_config: {cert_file: '" +
                       server.cert_file + "', key_file: '" + server.key_file +
                       "'}, authorization: {credentials: secret}}"});
  const Finished curl =
      test::Run({"curl", "-sS", "--cacert", ca.ca_file(), "-H", "X-API-Key: secret",
                 "https://localhost:" + port + "/api/metrics"});
  EXPECT_THAT(curl.output, HasSubstr("odin_agent_build_info")) << curl.errors;
  ReloadWith({.local = At("127.0.0.1")});
  EXPECT_TRUE(Answers("127.0.0.1")) << "plain HTTP again";
  EXPECT_FALSE(Answers(kElsewhere));
}

TEST_F(ReloadListener, AnAddressThatIsTakenChangesNothing) {
  const PushgatewayServer other;
  Start({});
  RefuseToReloadWith({.local = "{listen: '127.0.0.1:" + std::to_string(other.port()) + "'}"});
  EXPECT_THAT(Log(), HasSubstr("cannot listen on 127.0.0.1:"));
  EXPECT_TRUE(Eventually([&] { return Value(daemon_->Served(), "odin_printers_total") == 20; }));
}

// Another program has the same port at another address, so that all of them cannot be had.
TEST_F(ReloadListener, AnotherProgramAtThePortIsSaidAndTheFormerAddressStaysOpen) {
  Start({});
  const int foreign = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = AddressAfterLoopback(1, daemon_->port());
  ASSERT_EQ(::bind(foreign, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(foreign, 1), 0);
  RefuseToReloadWith({.local = At("")});
  EXPECT_THAT(Log(),
              HasSubstr("Address already in use: another program, or another odin-agent, has "
                        "this port"));
  EXPECT_TRUE(Answers("127.0.0.1"));
  ::close(foreign);
  ReloadWith({.local = At("")});
  EXPECT_TRUE(Answers(kElsewhere));
}

TEST_F(ReloadListener, ASecondAgentIsRefusedAlsoAfterAHandOver) {
  Start({});
  ReloadWith({.local = At("")});
  const TempDir dir;
  for (const char* host : {"", "127.0.0.1", "0.0.0.0", "127.0.0.2"}) {
    const Finished second = RunAgent(RunWith(WriteConfig(dir, {.local = At(host)})));
    EXPECT_EQ(second.status, 1) << host;
    EXPECT_THAT(second.errors, HasSubstr("another odin-agent, has this port")) << host;
  }
  EXPECT_TRUE(Answers(kElsewhere));
}

// A client that has connected and is about to ask is not turned away.
TEST_F(ReloadListener, WhoHasConnectedIsStillAnswered) {
  Start({});
  const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in agent = AddressAfterLoopback(0, daemon_->port());
  ASSERT_EQ(::connect(client, reinterpret_cast<const sockaddr*>(&agent), sizeof agent), 0);
  const std::size_t before = Log().size();
  Write({.local = At("")});
  daemon_->process().Signal(SIGHUP);
  ASSERT_TRUE(daemon_->process().WaitForError("msg=listening", before, std::chrono::seconds(60)));
  constexpr std::string_view kRequest = "GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n";
  ASSERT_EQ(::send(client, kRequest.data(), kRequest.size(), MSG_NOSIGNAL),
            static_cast<ssize_t>(kRequest.size()));
  std::string reply(1000, '\0');
  const ssize_t size = ::recv(client, reply.data(), reply.size(), 0);
  ::close(client);
  ASSERT_GT(size, 0);
  EXPECT_THAT(reply, testing::StartsWith("HTTP/1.1 200 "));
  ASSERT_TRUE(
      daemon_->process().WaitForError("configuration reloaded", before, std::chrono::seconds(60)));
}

}  // namespace
}  // namespace agent::test
