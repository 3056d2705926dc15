#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <chrono>
#include <ctime>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "agent/serve/bcrypt.hpp"
#include "serve/server_fixture.hpp"
#include "support/temp_dir.hpp"
#include "support/tls_client.hpp"

// The server over TLS.
namespace agent::serve {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using test::BasicHeader;
using test::GetTls;
using test::RawClient;
using test::Request;
using test::TlsClient;
using testing::HasSubstr;
using testing::Not;

class ServerTls : public test::ServerTest {
 protected:
  ServerTls() {
    Install("one");
    config_.tls_server_config = {.cert_file = dir_.path() / "live.pem",
                                 .key_file = dir_.path() / "live.key"};
    Publish(1, "odin_printers_total 20\n");
  }

  void Install(const std::string& name) {
    const test::CertificateFiles files = ca_.Issue(name);
    std::filesystem::rename(files.cert_file, dir_.path() / "live.pem");
    std::filesystem::rename(files.key_file, dir_.path() / "live.key");
  }

  std::string NameOfServer() { return TlsClient(server_->port(), trusting_).ServerName(); }

  bool CanConnect(const test::TlsClientOptions& options) {
    try {
      // With TLS 1.3 a client learns of the server's refusal only after its own handshake.
      return GetTls(server_->port(), "/-/healthy", options).code == 200;
    } catch (const std::runtime_error&) {
      return false;
    }
  }

  test::TempDir dir_;
  test::CertificateAuthority ca_{dir_.path(), "ca"};
  const test::TlsClientOptions trusting_{.ca_file = ca_.ca_file(), .certificate = {}};
};

TEST_F(ServerTls, ServesTheSameAsOverPlainHttp) {
  const std::string text(300'000, 'x');
  Publish(1, text);
  Start();
  TlsClient client(server_->port(), trusting_);
  for (int i = 0; i < 3; ++i) {
    client.Send(Request("GET", "/api/metrics") + Request("GET", "/-/healthy"));
    EXPECT_TRUE(client.Read().body == text);
    EXPECT_EQ(client.Read().code, 200);
  }
  client.Send(Request("POST", "/"));
  EXPECT_EQ(client.Read().code, 405);
}

TEST_F(ServerTls, ChecksCredentials) {
  config_.authorization.emplace();
  config_.authorization->credentials.value = base::Secret("t0ken");
  config_.basic_auth_users = {{"admin", HashPassword("pw", 4)}};
  Start();
  const auto code = [&](const std::vector<std::string>& headers) {
    return GetTls(server_->port(), "/metrics", trusting_, headers).code;
  };
  EXPECT_EQ(code({}), 401);
  EXPECT_EQ(code({"X-API-Key: t0ken"}), 200);
  EXPECT_EQ(code({"X-API-Key: guess"}), 401);
  EXPECT_EQ(code({BasicHeader("admin", "pw")}), 200);
  EXPECT_EQ(code({BasicHeader("admin", "no")}), 401);
}

TEST_F(ServerTls, GivesNoPlainDataToWhoSpeaksPlainHttp) {
  Start();
  RawClient plain = Connect();
  plain.Send(Request("GET", "/-/healthy"));
  const std::string received = plain.ReadToEnd();
  EXPECT_THAT(received, Not(HasSubstr("HTTP")));
  EXPECT_LT(received.size(), 16U) << "no more than a TLS alert";
  EXPECT_TRUE(CanConnect(trusting_));
}

TEST_F(ServerTls, SpeaksNothingOlderThanItShould) {
  Start();
  test::TlsClientOptions options = trusting_;
  options.max_version = TLS1_2_VERSION;
  EXPECT_TRUE(CanConnect(options));
  options.max_version = TLS1_1_VERSION;
  EXPECT_FALSE(CanConnect(options));
  config_.tls_server_config->min_version = config::TlsVersion::kTls13;
  Start();
  options.max_version = TLS1_2_VERSION;
  EXPECT_FALSE(CanConnect(options));
  EXPECT_TRUE(CanConnect(trusting_));
}

TEST_F(ServerTls, LetsInOnlyClientsWithACertificateWhereThatIsAsked) {
  const test::CertificateAuthority clients(dir_.path(), "clients");
  config_.tls_server_config->client_ca_file = clients.ca_file();
  Start();
  test::TlsClientOptions options = trusting_;
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    options.max_version = version;
    options.certificate = {};
    EXPECT_FALSE(CanConnect(options)) << "without one";
    options.certificate = ca_.Issue("stranger");
    EXPECT_FALSE(CanConnect(options)) << "with one of another CA";
    options.certificate = clients.Issue("late", "DNS:late", std::chrono::hours(-1));
    EXPECT_FALSE(CanConnect(options)) << "with an expired one";
    options.certificate = clients.Issue("prometheus");
    EXPECT_TRUE(CanConnect(options));
  }
}

TEST_F(ServerTls, TakesARenewedCertificateWithoutDroppingAnybody) {
  Start();
  TlsClient old(server_->port(), trusting_);
  EXPECT_EQ(old.ServerName(), "one");
  for (const std::string name : {"two", "three"}) {
    Install(name);
    EXPECT_EQ(NameOfServer(), name);
    old.Send(Request("GET", "/-/healthy"));
    EXPECT_EQ(old.Read().code, 200) << "on the connection from before";
  }
}

TEST_F(ServerTls, GoesOnWithTheOldCertificateWhileTheNewOneIsBroken) {
  Start();
  const std::string whole = dir_.path() / "live.pem";
  std::filesystem::resize_file(whole, 100);
  EXPECT_EQ(NameOfServer(), "one");
  std::filesystem::remove(whole);
  EXPECT_EQ(NameOfServer(), "one");
  Install("two");
  EXPECT_EQ(NameOfServer(), "two");
}

TEST_F(ServerTls, DoesNotStartWithABadCertificate) {
  dir_.Write("live.key", "nonsense");
  try {
    Start();
    FAIL() << "it has no key";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("live.key: holds no private key in PEM form"));
  }
}

TEST_F(ServerTls, CutsWhoStallsInTheHandshake) {
  limits_.request = 200ms;
  Start(base::SystemClock());
  const auto begun = std::chrono::steady_clock::now();
  RawClient silent = Connect();
  RawClient dripping = Connect();
  // The head of a ClientHello's record of 512 bytes, and then a byte at a time.
  dripping.Send(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11));
  while (!dripping.WaitUntilClosed(20ms)) {
    dripping.Send("a");
    ASSERT_LT(std::chrono::steady_clock::now() - begun, 8s) << "before any inactivity timeout";
  }
  EXPECT_TRUE(silent.WaitUntilClosed(8s));
  EXPECT_TRUE(CanConnect(trusting_));
}

TEST_F(ServerTls, WaitsCalmlyForWhoStallsInTheHandshake) {
  Start();
  std::vector<RawClient> stalled;
  for (std::size_t i = 0; i < 20; ++i) {
    stalled.push_back(Connect());
    stalled.back().Send(
        std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11).substr(0, i));
  }
  EXPECT_TRUE(CanConnect(trusting_));
  const std::clock_t begun = std::clock();
  EXPECT_FALSE(stalled.front().HasInput(500ms));
  EXPECT_LT(static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC, 0.25) << "a busy loop";
}

TEST_F(ServerTls, WaitsCalmlyForTheNextRequest) {
  Start();
  TlsClient idle(server_->port(), trusting_);
  idle.Send(Request("GET", "/-/healthy"));
  EXPECT_EQ(idle.Read().code, 200);
  idle.Send("GET /-/hea");
  const RawClient waiting = Connect();
  const std::clock_t begun = std::clock();
  EXPECT_FALSE(waiting.HasInput(500ms));
  EXPECT_LT(static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC, 0.25) << "a busy loop";
}

TEST_F(ServerTls, SurvivesClientsThatLeaveInTheMidstOfTheHandshake) {
  Start();
  for (int i = 0; i < 50; ++i) {
    RawClient client = Connect();
    client.Send(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11).substr(0, i % 12));
    if (i % 2 == 0) client.ResetAtClose();
  }
  EXPECT_TRUE(CanConnect(trusting_));
}

TEST_F(ServerTls, StopsQuicklyInTheMidstOfHandshakes) {
  for (int i = 0; i < 20; ++i) {
    Start();
    std::vector<RawClient> clients;
    for (int k = 0; k < 10; ++k) {
      clients.push_back(Connect());
      clients.back().Send(std::string("\x16\x03\x01\x02\x00\x01", 6));
    }
    const TlsClient idle(server_->port(), trusting_);
    const auto begun = std::chrono::steady_clock::now();
    server_.reset();
    ASSERT_LT(std::chrono::steady_clock::now() - begun, 1s);
  }
}

}  // namespace
}  // namespace agent::serve
