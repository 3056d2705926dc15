#include <gmock/gmock.h>

#include "agent/net/http_client.hpp"
#include "net/client_helpers.hpp"
#include "support/loopback.hpp"
#include "support/scripted_server.hpp"
#include "support/temp_dir.hpp"

namespace agent::net {
namespace {

using test::Get;
using test::InTurn;
using test::Reply;
using test::ScriptedServer;
using test::SendOnce;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

config::HttpClientConfig WithPasswordFile(const std::string& file) {
  config::HttpClientConfig config;
  config.basic_auth = {"berlin-1", {base::Secret(), file}};
  return config;
}

TEST(HttpClientCredentials, SendsBasicAuth) {
  const ScriptedServer server(InTurn({Reply(200)}));
  config::HttpClientConfig config;
  config.basic_auth = {"Aladdin", {base::Secret("open sesame"), ""}};
  ASSERT_EQ(SendOnce(Get(server.url()), config).status, 200);
  EXPECT_EQ(server.requests().at(0).headers.at("authorization"),
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

TEST(HttpClientCredentials, SendsAuthorizationAndHeaders) {
  const ScriptedServer server(InTurn({Reply(200)}));
  config::HttpClientConfig config;
  config.authorization = {"Token", {base::Secret("abc"), ""}};
  config.headers = {{"X-Scope-OrgID", base::Secret("farm")}};
  ASSERT_EQ(SendOnce(Get(server.url()), config).status, 200);
  EXPECT_EQ(server.requests().at(0).headers.at("authorization"), "Token abc");
  EXPECT_EQ(server.requests().at(0).headers.at("x-scope-orgid"), "farm");
}

TEST(HttpClientCredentials, PicksUpARotatedPassword) {
  const test::TempDir folder;
  const ScriptedServer server(InTurn({Reply(200)}));
  const auto client = MakeHttpClient(WithPasswordFile(folder.Write("password", "open sesame\n")));
  ASSERT_EQ(client->Send(Get(server.url()), {}).status, 200);
  folder.Write("password", "hunter2\n");
  ASSERT_EQ(client->Send(Get(server.url()), {}).status, 200);
  EXPECT_EQ(server.requests().at(0).headers.at("authorization"),
            "Basic YmVybGluLTE6b3BlbiBzZXNhbWU=");
  EXPECT_EQ(server.requests().at(1).headers.at("authorization"), "Basic YmVybGluLTE6aHVudGVyMg==");
  EXPECT_EQ(server.requests().at(1).connection, 0U);
}

TEST(HttpClientCredentials, SendsNothingWhenAFileIsMissing) {
  const ScriptedServer server(InTurn({Reply(200)}));
  const HttpReply reply = SendOnce(Get(server.url()), WithPasswordFile("/nonexistent/password"));
  EXPECT_EQ(reply.error, TransportError::kCredentials);
  EXPECT_EQ(reply.detail, "/nonexistent/password: No such file or directory");
  EXPECT_TRUE(server.requests().empty());
}

TEST(HttpClientCredentials, RefusesSecretsThatWouldAddHeaders) {
  const test::TempDir folder;
  const ScriptedServer server(InTurn({Reply(200)}));
  config::HttpClientConfig config;
  config.authorization = {"Bearer",
                          {base::Secret(), folder.Write("token", "s3cret\r\nX-Admin: yes\n")}};
  HttpReply reply = SendOnce(Get(server.url()), config);
  EXPECT_EQ(reply.error, TransportError::kCredentials);
  EXPECT_EQ(reply.detail, config.authorization->credentials.file +
                              ": must hold the secret in one line and nothing else");
  config.authorization.reset();
  config.headers = {{"X-Key", base::Secret("s3cret\nX-Admin: yes")}};
  reply = SendOnce(Get(server.url()), config);
  EXPECT_EQ(reply.error, TransportError::kCredentials);
  EXPECT_EQ(reply.detail, "headers.X-Key: holds a line break or another control character");
  EXPECT_TRUE(server.requests().empty());
}

TEST(HttpClientCredentials, NeverAppearInDetails) {
  const test::RefusingPort nobody;
  const std::string address = "127.0.0.1:" + std::to_string(nobody.port());
  config::HttpClientConfig config;
  config.basic_auth = {"berlin-1", {base::Secret("s3cret"), ""}};
  config.headers = {{"X-Key", base::Secret("s3cret")}};
  const std::vector<std::string> proxies = {"", "http://u:s3cret@" + address,
                                            "socks5h://u:s3cret@" + address, "nonsense:s3cret@x"};
  for (const std::string scheme : {"http://", "https://"}) {
    for (const std::string& proxy : proxies) {
      config.proxy_url = base::Secret(proxy);
      const HttpReply reply = SendOnce(Get(scheme + "u:s3cret@" + address + "/?k=s3cret"), config);
      EXPECT_NE(reply.error, TransportError::kNone);
      EXPECT_NE(reply.detail, "");
      EXPECT_THAT(reply.detail, Not(HasSubstr("s3cret"))) << proxy;
    }
  }
}

// Wherever a long page is cut, also in the midst of a secret.
TEST(HttpClientCredentials, AreMaskedInTheTwoEndsOfALongErrorPage) {
  constexpr std::size_t kEndBytes = 32 * 1024;
  const std::string secret = "correct-horse-battery-staple";
  config::HttpClientConfig config;
  config.authorization = config::Authorization{.credentials = {base::Secret(secret), ""}};
  for (std::size_t before = 0; before <= secret.size(); before += 7) {
    std::string page(200'000, '.');
    page.replace(kEndBytes - before, secret.size(), secret);
    page.replace(page.size() - kEndBytes - before, secret.size(), secret);
    page += secret + " the end";
    const ScriptedServer server(InTurn({Reply(500, page)}));
    HttpRequest request = Get(server.url());
    request.max_reply_bytes = 1 << 20;
    const HttpReply reply = SendOnce(request, config);
    EXPECT_EQ(reply.body_bytes, page.size());
    EXPECT_LT(reply.body.size(), 2 * kEndBytes);
    EXPECT_THAT(reply.body, EndsWith("*** the end"));
    for (const char* part : {"correct-", "-horse", "battery", "staple"}) {
      EXPECT_THAT(reply.body, Not(HasSubstr(part))) << before;
    }
  }
}

}  // namespace
}  // namespace agent::net
