// A gateway, or O.D.I.N., behind a real forward proxy: what the proxy says is told apart from what
// the server says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "integration/agent.hpp"
#include "integration/gateway_fixture.hpp"
#include "support/eventually.hpp"
#include "support/loopback.hpp"
#include "support/servers.hpp"
#include "support/squid.hpp"

namespace agent::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class BehindSquid : public GatewayFixture {
 protected:
  std::string Proxied() const { return "proxy_url: '" + squid_.url() + "', timeout: 20s"; }
  std::string Refuses(const std::string& server) const {
    return "the proxy " + squid_.url() + " does not let us through to " + server + ": HTTP status ";
  }

  SquidProxy squid_;
};

TEST_F(BehindSquid, APushGetsThroughToARealPushgateway) {
  const PushgatewayServer gateway;
  Start(gateway.url(), Proxied());
  EXPECT_TRUE(Eventually([&] { return Value(gateway.Pushed(), "odin_printers_total") == 4; }))
      << daemon_->process().Errors();
}

TEST_F(BehindSquid, AGatewayThatIsDownIsNotBlamedForSquidsPage) {
  auto down = std::make_unique<RefusingPort>();
  const std::uint16_t port = down->port();
  const std::string gateway = "http://127.0.0.1:" + std::to_string(port);
  Start(gateway, Proxied());
  ExpectFault("connect", Refuses(gateway) +
                             "503 (ERR_CONNECT_FAIL 111): the proxy cannot connect: is the server "
                             "running, and are host and port in url right?");
  down.reset();
  const ScriptedServer healed(Healthy(), port);
  ExpectRecovery(healed);
}

TEST_F(BehindSquid, ARuleOfSquidIsNoMatterOfOurCredentials) {
  Start("http://forbidden.invalid:9091",
        Proxied() + ", basic_auth: {username: berlin, password: tr0ub4dor}");
  ExpectFault("connect", Refuses("http://forbidden.invalid:9091") +
                             "403 (ERR_ACCESS_DENIED 0): its rules forbid it: have them allow this "
                             "address");
}

TEST_F(BehindSquid, AGatewayThatClosesWithoutAReplyIsSaidByTheProxy) {
  const ScriptedServer rude(InTurn({{.bytes = "", .then = Answer::Then::kClose}}));
  Start(rude.url(), Proxied());
  ExpectFault("connect", Refuses(rude.url()) + "502 (ERR_ZERO_SIZE_OBJECT 0)");
}

TEST_F(BehindSquid, TheGatewaysOwnRefusalStaysItsOwn) {
  const ScriptedServer strict(InTurn({Reply(401, "who are you?")}));
  Start(strict.url(), Proxied());
  ExpectFault("unauthorized",
              "HTTP 401: wants credentials: set basic_auth or authorization (unless "
              "it is the proxy " +
                  squid_.url() + " that answers): it says: who are you?");
}

TEST_F(BehindSquid, ATunnelThatIsForbiddenSaysSo) {
  Start("https://forbidden.invalid:9091", Proxied());
  ExpectFault("connect", Refuses("https://forbidden.invalid:9091") +
                             "403: its rules forbid it: have them allow this host and port");
}

TEST_F(BehindSquid, CheckNamesTheProxyForGatewayAndSource) {
  const RefusingPort down;
  const std::string odin = "http://127.0.0.1:" + std::to_string(down.port());
  const std::string config = WriteConfig(
      dir_,
      {.source = "{endpoint: {url: '" + odin + "/api/metrics', proxy_url: '" + squid_.url() + "'}}",
       .pushgateways = {"{url: 'http://forbidden.invalid:9091', " + Proxied() + "}"}});
  const Finished check = RunAgent({"check", "--config", config});
  EXPECT_EQ(check.status, 1);
  EXPECT_THAT(check.output, AllOf(HasSubstr("✗ source: "), HasSubstr("✗ pushgateway: "),
                                  HasSubstr(Refuses(odin) + "503 (ERR_CONNECT_FAIL 111)"),
                                  HasSubstr(Refuses("http://forbidden.invalid:9091") + "403"),
                                  Not(HasSubstr("credentials"))));
}

}  // namespace
}  // namespace agent::test
