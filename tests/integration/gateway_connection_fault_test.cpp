// A gateway that cannot be reached, or not be trusted.
#include <gmock/gmock.h>

#include <filesystem>
#include <functional>

#include "integration/gateway_fixture.hpp"
#include "support/certificates.hpp"
#include "support/eventually.hpp"
#include "support/needs.hpp"
#include "support/promptly.hpp"
#include "support/servers.hpp"

namespace agent::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::hours;
using std::chrono::seconds;
using std::chrono::steady_clock;

const std::string kOurNames = "DNS:localhost,IP:127.0.0.1";

class GatewayConnection : public GatewayFixture {
 protected:
  CertificateAuthority ca_{dir_.path(), "ca"};
  CertificateAuthority other_ca_{dir_.path(), "other-ca"};
};

std::string UrlOf(std::uint16_t port, const std::string& scheme = "http") {
  return scheme + "://127.0.0.1:" + std::to_string(port);
}

TEST_F(GatewayConnection, ARefusalIsReportedAndRecoveredFrom) {
  auto closed = std::make_unique<RefusingPort>();
  const std::uint16_t port = closed->port();
  Start(UrlOf(port), "timeout: 20s");
  ExpectFault("connect", "Connection refused: is it running, and are host and port right?");
  closed.reset();
  const ScriptedServer healed(Healthy(), port);
  ExpectRecovery(healed);
}

TEST_F(GatewayConnection, AConnectionThatIsNotAcceptedIsReportedAsATimeout) {
  auto full = std::make_unique<UnansweringPort>();
  const std::uint16_t port = full->port();
  Start(UrlOf(port), "timeout: 1s");
  ExpectFault("timeout", "within 500ms: is it up, and does no firewall drop us?");
  full.reset();
  const ScriptedServer healed(Healthy(), port);
  ExpectRecovery(healed);
}

TEST_F(GatewayConnection, SilenceInTheHandshakeIsReportedAsATimeout) {
  auto silent = std::make_unique<ScriptedServer>(InTurn({Silence()}));  // waits for HTTP, not TLS
  const std::uint16_t port = silent->port();
  Start(UrlOf(port, "https"), "timeout: 1s, tls_config: {ca_file: '" + ca_.ca_file() + "'}");
  ExpectFault("timeout", "is then silent for 500ms: is this the right port?");
  silent.reset();
  const CertificateFiles good = ca_.Issue("good");
  const ScriptedServer healed(Healthy(), {good.cert_file, good.key_file, ""}, port);
  ExpectRecovery(healed);
}

TEST_F(GatewayConnection, AnIpv6AddressWithAZoneIsPushedTo) {
  const ScriptedServer server(Healthy(), 0, Loopback::kV6);
  Start("http://[::1%25lo]:" + std::to_string(server.port()), "timeout: 20s");
  EXPECT_TRUE(server.AwaitRequests(2)) << daemon_->process().Errors();
}

TEST_F(GatewayConnection, AUrlThatCannotWorkIsRefusedByCheck) {
  const std::pair<std::string, std::string> kUrls[] = {
      {"url: 'http://bücher.example'", "write xn--bcher-kva.example instead"},
      {"url: 'http://[fe80::1%eth0]:9091'", "is written with %25"},
      {"url: 'http://a:9091/metrics'", "write http://a:9091\n"},
      {"url: 'http://a/x/metrics/job/odin/site/b'", "write http://a/x\n"},
      {"url: 'http://a', proxy_url: 'http://berlin:tr0ub#4dor@proxy:3128'", "# as %23"},
      {"url: 'http://a', proxy_url: 'http://berlin:1/2@proxy:3128'", "/ as %2F"},
  };
  for (const auto& [keys, words] : kUrls) {
    const Finished check =
        RunAgent({"check", "--config", WriteConfig(dir_, {.pushgateways = {"{" + keys + "}"}})});
    EXPECT_EQ(check.status, 2) << keys;
    EXPECT_THAT(check.output, testing::HasSubstr(words));
    EXPECT_THAT(check.errors + check.output, testing::Not(testing::HasSubstr("tr0ub")));
  }
}

// A real Pushgateway's words, which are those of every server in Go.
TEST_F(GatewayConnection, HttpWhereTlsIsSpokenIsReportedWithTheUrlToWrite) {
  const CertificateFiles files = ca_.Issue("gateway");
  const std::string web =
      dir_.Write("web.yml", "tls_server_config: {cert_file: " + files.cert_file +
                                ", key_file: " + files.key_file + "}\n");
  const PushgatewayServer gateway(0, {"--web.config.file=" + web});
  Start(gateway.url(), "timeout: 20s");
  ExpectFault("tls", gateway.url() + " speaks https, not http: write https:// in url");
}

// There is no name server that knows it, now or ever (RFC 6761 section 6.4).
TEST_F(GatewayConnection, ANameThatDoesNotResolveIsReported) {
  Start("http://push.farm.invalid:9091", "timeout: 2s");
  ExpectFault("dns", "the name of http://push.farm.invalid:9091 does not resolve");
  ExpectEndsAtOnce();
}

TEST_F(GatewayConnection, ANameThatResolvesInTheEndIsPushedTo) {
  NeedMountNamespace();
  const ScriptedServer healed(Healthy());
  const std::string url = "http://push.farm.invalid:" + std::to_string(healed.port());
  const std::string hosts = dir_.Write("hosts", "127.0.0.1 localhost\n");
  Start(url, "timeout: 2s", {}, {},
        {"unshare", "--mount", "sh", "-c", "mount --bind '" + hosts + "' /etc/hosts && exec \"$@\"",
         "sh"});
  ExpectFault("dns", "the name of " + url + " does not resolve");
  (void)dir_.Write("hosts", "127.0.0.1 localhost push.farm.invalid\n");
  ExpectRecovery(healed);
}

TEST_F(GatewayConnection, AProxyThatIsDownIsNamed) {
  auto down = std::make_unique<RefusingPort>();
  const std::uint16_t port = down->port();
  Start("http://push.farm.invalid:9091", "proxy_url: 'http://berlin:tr0ub4dor@127.0.0.1:" +
                                             std::to_string(port) + "', timeout: 20s");
  ExpectFault("connect", "cannot connect to the proxy http://127.0.0.1");
  down.reset();
  const ScriptedServer proxy(Healthy(), port);
  ExpectRecovery(proxy);
  EXPECT_EQ(proxy.requests().at(0).target,
            "http://push.farm.invalid:9091/metrics/job/odin/site/berlin-1");
}

TEST_F(GatewayConnection, AProxyThatWantsAnotherPasswordIsNamed) {
  auto strict = std::make_unique<ScriptedServer>(InTurn({Reply(407, "who are you?")}));
  const std::uint16_t port = strict->port();
  Start("http://push.farm.invalid:9091", "proxy_url: 'http://berlin:tr0ub4dor@127.0.0.1:" +
                                             std::to_string(port) + "', timeout: 20s");
  ExpectFault("connect", "check the user and password in proxy_url");
  strict.reset();
  const ScriptedServer proxy(Healthy(), port);
  ExpectRecovery(proxy);
}

struct TlsFault {
  const char* name;
  std::function<ServerTls(const CertificateAuthority& ca, const CertificateAuthority& other_ca)>
      make;
  const char* words;
};

ServerTls Shows(const CertificateFiles& files, const std::string& client_ca_file = "") {
  return {files.cert_file, files.key_file, client_ca_file};
}

const TlsFault kTlsFaults[] = {
    {"IsOfAnotherCa",
     [](const auto&, const auto& other_ca) { return Shows(other_ca.Issue("bad")); },
     "(tls_config.ca_file) signed it: put the one that did into that file"},
    {"HasExpired",
     [](const auto& ca, const auto&) { return Shows(ca.Issue("bad", kOurNames, hours(-1))); },
     "certificate has expired: renew it on the server, or is this machine's clock wrong?"},
    {"IsForAnotherHost",
     [](const auto& ca, const auto&) { return Shows(ca.Issue("bad", "DNS:push.example.com")); },
     "set tls_config.server_name to a name in its certificate"},
    {"WantsAClientCertificate",
     [](const auto& ca, const auto& other_ca) {
       return Shows(ca.Issue("bad"), other_ca.ca_file());
     },
     "does it want a client certificate (tls_config.cert_file and key_file)?"},
};

std::string NameOf(const testing::TestParamInfo<TlsFault>& info) { return info.param.name; }

class GatewayCertificate : public GatewayConnection,
                           public testing::WithParamInterface<TlsFault> {};

TEST_P(GatewayCertificate, AWrongCertificateIsReportedWithTheKeyToSet) {
  auto faulty = std::make_unique<ScriptedServer>(Healthy(), GetParam().make(ca_, other_ca_));
  const std::uint16_t port = faulty->port();
  Start(faulty->url(), "timeout: 20s, tls_config: {ca_file: '" + ca_.ca_file() + "'}");
  ExpectFault("tls", GetParam().words);
  EXPECT_TRUE(faulty->requests().empty());
  faulty.reset();
  const ScriptedServer healed(Healthy(), Shows(ca_.Issue("good")), port);
  ExpectRecovery(healed);
}

INSTANTIATE_TEST_SUITE_P(Gateway, GatewayCertificate, testing::ValuesIn(kTlsFaults), NameOf);

TEST_F(GatewayConnection, ASilentGatewayDoesNotDelayShutdown) {
  const UnansweringPort full;
  const ScriptedServer silent(InTurn({Silence()}));
  for (const std::string& url : {UrlOf(full.port()), UrlOf(silent.port(), "https")}) {
    Start(url, "timeout: 60s");
    ExpectEndsAtOnce();
  }
}

// The peer is gone without a FIN, as when an uplink's address changes: nothing is acknowledged.
TEST_F(GatewayConnection, AGatewayThatVanishesIsNoticedWithinAnInterval) {
  const seconds interval(2);
  ScriptedServer gateway(Healthy());
  url_ = gateway.url();
  ConfigText config;
  config.collect = "{interval: 2s, timeout: 2s}";
  config.pushgateways = {"{url: '" + url_ + "', timeout: 1s}", healthy_.url()};
  daemon_ = std::make_unique<Daemon>(RunWith(WriteConfig(dir_, config)));
  ASSERT_TRUE(Eventually([&] { return LogLines("push works", url_).size() == 1; }));

  gateway.Vanish();
  const auto vanished = steady_clock::now();
  ASSERT_TRUE(daemon_->process().WaitForText("push fails", seconds(30)));
  // The next push is due within one interval, and notices within its timeout.
  EXPECT_LT(steady_clock::now() - vanished, interval + seconds(1) + Promptly());
  EXPECT_THAT(LogLines("push fails", url_).at(0), testing::HasSubstr("reason=timeout"));
  EXPECT_TRUE(healthy_.AwaitRequests(healthy_.requests().size() + 1));

  const std::size_t before = gateway.requests().size();
  gateway.Return();
  EXPECT_TRUE(gateway.AwaitRequests(before + 1)) << daemon_->process().Errors();
  EXPECT_TRUE(Eventually([&] { return LogLines("push works", url_).size() == 2; }));
}

}  // namespace
}  // namespace agent::test
