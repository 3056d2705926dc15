// The local endpoint of the running program: TLS, and many or hostile clients.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "agent/base/base64.hpp"
#include "agent/serve/bcrypt.hpp"
#include "integration/agent.hpp"
#include "support/certificates.hpp"
#include "support/eventually.hpp"
#include "support/promptly.hpp"
#include "support/raw_client.hpp"
#include "support/servers.hpp"
#include "support/tls_client.hpp"

namespace agent::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// How soon a client is answered, whatever others do.
constexpr std::chrono::milliseconds kAtOnce{100 * ODIN_AGENT_TEST_SLOWNESS};

// How long the threads of a process have been ready to run, but the machine had no processor for
// them: other programs' time, which says nothing about ours.
std::chrono::nanoseconds WaitedForProcessor(pid_t pid) {
  std::chrono::nanoseconds sum{};
  for (const fs::directory_entry& thread :
       fs::directory_iterator("/proc/" + std::to_string(pid) + "/task")) {
    std::ifstream file(thread.path() / "schedstat");
    long long ran = 0;
    long long waited = 0;
    if (file >> ran >> waited) sum += std::chrono::nanoseconds(waited);
  }
  return sum;
}

class LocalEndpoint : public testing::Test {
 protected:
  // `local` is the YAML of that section's further keys.
  void Start(const std::string& local = "") {
    Write(local);
    daemon_ = std::make_unique<Daemon>(RunWith(dir_.path() / "config.yaml"));
  }

  void Write(const std::string& local) const {
    const std::string ignored =
        WriteConfig(dir_, {.local = "{listen: '127.0.0.1:0'" + local + "}"});
  }

  void Install(const std::string& name, std::chrono::hours valid = std::chrono::hours(24)) const {
    const CertificateFiles files = ca_.Issue(name, "IP:127.0.0.1", valid);
    fs::rename(files.cert_file, dir_.path() / "live.pem");
    fs::rename(files.key_file, dir_.path() / "live.key");
    fs::permissions(dir_.path() / "live.key", fs::perms::owner_read | fs::perms::owner_write);
  }

  // Whether the log has `text` that often, once all of it has arrived here.
  bool Logs(const std::string& text, std::size_t times) const {
    return Eventually([&] { return Count(text) >= times; }) && Count(text) == times;
  }

  std::size_t Count(const std::string& text) const {
    const std::string log = daemon_->process().Errors();
    std::size_t found = 0;
    for (auto at = log.find(text); at != std::string::npos; at = log.find(text, at + 1)) ++found;
    return found;
  }

  void HangUp(const std::string& text) {
    const std::size_t before = Count(text);
    daemon_->process().Signal(SIGHUP);
    ASSERT_TRUE(Eventually([&] { return Count(text) > before; })) << daemon_->process().Errors();
  }

  std::string NameOfServer() const { return TlsClient(daemon_->port(), trusting_).ServerName(); }

  TempDir dir_;
  CertificateAuthority ca_{dir_.path(), "ca"};
  const TlsClientOptions trusting_{.ca_file = ca_.ca_file(), .certificate = {}};
  const std::string tls_ = ", tls_server_config: {cert_file: live.pem, key_file: live.key}";
  std::unique_ptr<Daemon> daemon_;
};

TEST_F(LocalEndpoint, TakesARenewedCertificateWithoutARestart) {
  Install("one");
  Start(tls_);
  TlsClient old(daemon_->port(), trusting_);
  EXPECT_EQ(old.ServerName(), "one");
  Install("two");
  EXPECT_EQ(NameOfServer(), "two");
  EXPECT_TRUE(Logs("has read its certificate again", 1));

  const std::string broken = dir_.Write("live.key", "half a k");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(NameOfServer(), "two");
  EXPECT_TRUE(Logs("cannot be used: the old one goes on", 1));
  EXPECT_THAT(daemon_->process().Errors(), HasSubstr(broken));
  Install("three");
  EXPECT_EQ(NameOfServer(), "three");
  EXPECT_TRUE(Logs("has read its certificate again", 2));

  old.Send(Request("GET", "/-/healthy"));
  EXPECT_EQ(old.Read().code, 200) << "the connection of the first certificate";
}

TEST_F(LocalEndpoint, TurnsToTlsAndBackAtAReload) {
  Install("one");
  Start();
  EXPECT_EQ(Get(daemon_->port(), "/-/healthy").code, 200);
  Write(tls_);
  HangUp("msg=\"configuration reloaded\"");
  EXPECT_EQ(GetTls(daemon_->port(), "/-/healthy", trusting_).code, 200);
  EXPECT_EQ(Get(daemon_->port(), "/-/healthy").code, 0) << "no plain word";

  Write(tls_ + ", authorization: {credentials: a-token-of-some-length}");
  dir_.Write("live.key", "nonsense");
  HangUp("the configuration was not reloaded");
  EXPECT_THAT(daemon_->process().Errors(), HasSubstr("live.key: holds no private key in PEM form"));
  EXPECT_EQ(GetTls(daemon_->port(), "/-/healthy", trusting_).code, 200) << "as before";

  Write("");
  HangUp("msg=\"configuration reloaded\"");
  EXPECT_EQ(Get(daemon_->port(), "/-/healthy").code, 200);
}

TEST_F(LocalEndpoint, DoesNotStartWithABadCertificateAndSaysWhy) {
  Install("one");
  dir_.Write("live.key", "nonsense");
  Write(tls_);
  const Finished run = RunAgent(RunWith(dir_.path() / "config.yaml"));
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.errors, HasSubstr("local.tls_server_config.key_file: "));
  EXPECT_THAT(run.errors, HasSubstr("live.key: holds no private key in PEM form"));
}

TEST_F(LocalEndpoint, IsCheckedWithItsCertificate) {
  const std::vector<std::string> check{"check", "--config", dir_.path() / "config.yaml"};
  Write(tls_);
  Install("one");
  EXPECT_THAT(
      RunAgent(check).output,
      HasSubstr("✓ local certificate: " + (dir_.path() / "live.pem").string() + ": valid until "));
  Install("expired", std::chrono::hours(-1));
  const Finished expired = RunAgent(check);
  EXPECT_EQ(expired.status, 1);
  EXPECT_THAT(expired.output, HasSubstr("✗ local certificate"));
  EXPECT_THAT(expired.output, HasSubstr("live.pem: expired on "));
  Install("early", std::chrono::hours(24 * 10));
  EXPECT_THAT(RunAgent(check).output, HasSubstr("live.pem: is not valid before "));
  dir_.Write("live.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  EXPECT_THAT(RunAgent(check).output, HasSubstr("✗ local certificate: cannot use "));
  dir_.Write("live.pem", "nonsense");
  const Finished nonsense = RunAgent(check);
  EXPECT_EQ(nonsense.status, 2);
  EXPECT_THAT(nonsense.output, HasSubstr("live.pem: holds no certificate in PEM form"));
}

TEST_F(LocalEndpoint, IsScrapedByPrometheusOverTls) {
  Install("one");
  Start(tls_ + ", authorization: {credentials: a-token-of-some-length}");
  const PrometheusServer prometheus(
      "  - job_name: local\n"
      "    scheme: https\n"
      "    tls_config: {ca_file: " +
      ca_.ca_file() +
      "}\n"
      "    metrics_path: /api/metrics\n"
      "    authorization: {credentials: a-token-of-some-length}\n"
      "    scrape_interval: 500ms\n"
      "    scrape_timeout: 500ms\n"
      "    static_configs: [{targets: ['127.0.0.1:" +
      std::to_string(daemon_->port()) + "']}]\n");
  EXPECT_TRUE(
      Eventually([&] { return Value(prometheus.Newest("local"), "odin_printers_total") == 4; }));
}

// Over plain HTTP and over TLS.
class LocalEndpointUnderAttack : public LocalEndpoint, public testing::WithParamInterface<bool> {
 protected:
  void SetUp() override {
    rlimit limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 4096);
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
    Install("one");
    Start(GetParam() ? tls_ : "");
    ASSERT_TRUE(Eventually([&] { return Scrape() == 200; }));
  }

  int Scrape() const {
    return GetParam() ? GetTls(daemon_->port(), "/api/metrics", trusting_).code
                      : Get(daemon_->port(), "/api/metrics").code;
  }

  // A normal client, on a connection of its own.
  void ExpectAnswerAtOnce() const {
    const auto waited = [this] {
      return WaitedForProcessor(::getpid()) + WaitedForProcessor(daemon_->process().pid());
    };
    const auto waited_before = waited();
    const auto begun = std::chrono::steady_clock::now();
    ASSERT_EQ(Scrape(), 200);
    const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - begun;
    ASSERT_LE(took - (waited() - waited_before), kAtOnce);
  }

  // What a client sends that means to be slow: the beginning of a request, or of a handshake.
  std::string UnfinishedRequest() const {
    return GetParam() ? std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11)
                      : "GET /api/metrics HTTP/1.1\r\nX-A: ";
  }

  std::size_t OpenDescriptors() const {
    const fs::path folder = "/proc/" + std::to_string(daemon_->process().pid()) + "/fd";
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
  }
};

TEST_P(LocalEndpointUnderAttack, AnswersAtOnceAmongTwoHundredSlowClients) {
  std::vector<RawClient> slow;
  for (int i = 1; i <= 200; ++i) {
    slow.emplace_back(daemon_->port(), "127.0.0.1", "127.0.1." + std::to_string(i));
    ASSERT_TRUE(slow.back().Send(UnfinishedRequest()));
  }
  for (int i = 0; i < 50; ++i) {
    for (RawClient& client : slow) client.Send("a");
    ExpectAnswerAtOnce();
    if (HasFatalFailure()) return;
  }
}

TEST_P(LocalEndpointUnderAttack, AnswersNewcomersAmongAThousandIdleConnectionsOfManyAddresses) {
  std::vector<RawClient> idle;
  for (int i = 0; i < 1000; ++i) {
    idle.emplace_back(daemon_->port(), "127.0.0.1", "127.0.1." + std::to_string(1 + i % 50));
    if (!GetParam()) {
      idle.back().Send(Request("GET", "/-/healthy"));
      ASSERT_EQ(idle.back().Read().code, 200) << i;
    }
    if (i % 20 == 19) ExpectAnswerAtOnce();
    if (HasFatalFailure()) return;
  }
  EXPECT_LT(OpenDescriptors(), 300U);
  EXPECT_TRUE(idle.front().WaitUntilClosed(std::chrono::seconds(8))) << "the oldest made room";
}

TEST_P(LocalEndpointUnderAttack, AnswersNewcomersFromAnAddressWithAThousandIdleConnections) {
  std::vector<RawClient> idle;
  for (int i = 0; i < 1000; ++i) {
    idle.emplace_back(daemon_->port());
    if (i % 20 == 19) ExpectAnswerAtOnce();
    if (HasFatalFailure()) return;
  }
  EXPECT_LT(OpenDescriptors(), 100U);
}

INSTANTIATE_TEST_SUITE_P(Over, LocalEndpointUnderAttack, testing::Bool(),
                         [](const auto& over) { return over.param ? "Tls" : "PlainHttp"; });

std::string Basic(const std::string& password) {
  return "Authorization: Basic " + base::Base64Encode("admin:" + password);
}

// A hash of which nobody knows the password; to check one costs as much as for any other.
std::string HashOfCost(const std::string& two_digits) {
  return serve::HashPassword("pw", 4).replace(4, 2, two_digits);
}

TEST_F(LocalEndpoint, SlowsDownWhoGuessesPasswordsAndNobodyElse) {
  Start(", authorization: {credentials: a-token-of-some-length}, basic_auth_users: {admin: '" +
        serve::HashPassword("pw", 10) + "'}");
  const auto begun = std::chrono::steady_clock::now();
  std::vector<RawClient> guessers;
  for (int i = 0; i < 30; ++i) {
    guessers.emplace_back(daemon_->port(), "127.0.0.1", "127.0.1.1");
    for (int k = 0; k < 10; ++k) {
      guessers.back().Send(Request("GET", "/", {Basic(std::to_string(i) + std::to_string(k))}));
    }
  }
  const std::vector<std::string> right_token{"X-API-Key: a-token-of-some-length"};
  EXPECT_EQ(Get(daemon_->port(), "/", right_token).code, 200);
  // Ten checks are allowed at once and take longer than an answer.
  EXPECT_TRUE(std::ranges::any_of(guessers, [](const RawClient& g) { return !g.HasInput(); }));
  EXPECT_EQ(Get(daemon_->port(), "/", {Basic("pw")}).code, 200) << "from another address";
  std::map<int, int> codes;
  for (RawClient& guesser : guessers) {
    for (int k = 0; k < 10; ++k) ++codes[guesser.Read().code];
  }
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begun);
  EXPECT_GE(codes[401], 10);
  EXPECT_LE(codes[401], 10 + 1 + seconds.count());
  EXPECT_EQ(codes[401] + codes[429], 300);
}

TEST_F(LocalEndpoint, TakesASlashTooManyOfAScrapersConfiguration) {
  Start();
  ASSERT_TRUE(Eventually([&] { return Get(daemon_->port(), "/api/metrics").code == 200; }));
  for (const char* path : {"/api/metrics/", "/metrics/", "//api/metrics", "/api/metrics?x=y",
                           "/api/metrics/?x=y", "/%61pi/metrics", "/-/ready/", "/-/healthy/"}) {
    EXPECT_EQ(Get(daemon_->port(), path).code, 200) << path;
  }
}

// Over plain HTTP and over TLS: what stands behind such a head is no request.
TEST_F(LocalEndpoint, RefusesAHeadThatAProxyMightReadOtherwise) {
  Install("one");
  Start(tls_);
  const std::string body = Request("GET", "/-/ready");
  const std::string length = std::to_string(body.size());
  for (const std::string& field : std::vector<std::string>{
           "Content-Length : " + length, "Content-Length: 0\r\n " + length,
           "Content-Length: 0\r\nContent-Length: " + length, "X: a\r\n Content-Length: " + length,
           "Content-Length: " + length + "\r\nTransfer-Encoding: chunked",
           std::string("Host: b")}) {
    TlsClient client(daemon_->port(), trusting_);
    client.Send("GET /-/healthy HTTP/1.1\r\nHost: a\r\n" + field + "\r\n\r\n" + body);
    EXPECT_EQ(client.Read().code, 400) << field;
    EXPECT_EQ(client.Read().code, 0) << "it should have hung up after " << field;
  }
  TlsClient no_host(daemon_->port(), trusting_);
  no_host.Send("GET /-/healthy HTTP/1.1\r\n\r\n");
  EXPECT_EQ(no_host.Read().code, 400);
  std::string arguments;
  for (int i = 0; i < 300; ++i) arguments += "&a=b";
  EXPECT_EQ(GetTls(daemon_->port(), "/-/healthy?a=b" + arguments, trusting_).code, 431);
}

TEST_F(LocalEndpoint, TellsNothingOfUserNamesByTheTimeOfAnAnswer) {
  Start(", basic_auth_users: {low: '" + HashOfCost("04") + "', high: '" + HashOfCost("11") + "'}");
  const auto cpu_seconds = [&](const std::string& user) {
    const auto read = [&] {
      std::ifstream file("/proc/" + std::to_string(daemon_->process().pid()) + "/stat");
      std::string field;
      for (int i = 0; i < 13; ++i) file >> field;
      double ticks = 0;  // in the program
      file >> ticks;
      return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
    };
    const double before = read();
    for (int i = 0; i < 3; ++i) {
      const std::string login = base::Base64Encode(user + ":guess" + std::to_string(i));
      EXPECT_EQ(Get(daemon_->port(), "/", {"Authorization: Basic " + login}).code, 401);
    }
    return read() - before;
  };
  const double low = cpu_seconds("low");
  const double high = cpu_seconds("high");
  const double nobody = cpu_seconds("nobody");
  ASSERT_GT(high, 0.05) << "it can be measured";
  EXPECT_NEAR(low, high, high / 3);
  EXPECT_NEAR(nobody, high, high / 3);
}

TEST_F(LocalEndpoint, TellsNothingThatAClientMadeUp) {
  Start(", authorization: {credentials: a-token-of-some-length}");
  const std::string hostile = "\u202E\u009b31m\u2028x\x1b[31m";
  for (int i = 0; i < 20; ++i) {
    for (const std::string& target : {"/" + hostile, "/api/metrics?" + hostile}) {
      const Reply reply = Get(daemon_->port(), target, {"X-API-Key: " + hostile});
      EXPECT_THAT(reply.code, testing::AnyOf(400, 401, 429));
      EXPECT_EQ(reply.body.find("31m"), std::string::npos);
    }
  }
  ASSERT_TRUE(Logs("too many failed logins", 1));
  EXPECT_EQ(Count("31m"), 0U);
}

TEST_F(LocalEndpoint, EndsInTheMidstOfAPasswordCheck) {
  Start(", basic_auth_users: {admin: '" + HashOfCost("14") + "'}");
  RawClient guesser(daemon_->port());
  guesser.Send(Request("GET", "/", {Basic("guess")}));
  EXPECT_EQ(Get(daemon_->port(), "/-/healthy").code, 200);
  daemon_->process().Signal(SIGTERM);
  EXPECT_EQ(daemon_->process().Wait(Promptly()), 0);
}

}  // namespace
}  // namespace agent::test
