#include <gmock/gmock.h>

#include "agent/net/http_client.hpp"
#include "net/client_helpers.hpp"
#include "net/fake_resolver.hpp"
#include "support/loopback.hpp"
#include "support/scripted_server.hpp"

namespace agent::net {
namespace {

using test::FakeResolver;
using test::Get;
using test::InTurn;
using test::kShortTimeout;
using test::Reply;
using test::ScriptedServer;
using test::SendOnce;

config::HttpClientConfig Through(const std::string& proxy_url) {
  config::HttpClientConfig config;
  config.proxy_url = base::Secret(proxy_url);
  return config;
}

TEST(HttpClientProxy, GetsTheWholeUrlAndItsOwnCredentials) {
  const ScriptedServer proxy(InTurn({Reply(200)}));
  const std::string address = "127.0.0.1:" + std::to_string(proxy.port());
  const HttpReply reply = SendOnce(Get("http://push.example.com:9091/metrics"),
                                   Through("http://Aladdin:open%20sesame@" + address));
  ASSERT_EQ(reply.status, 200) << reply.detail;
  const test::ReceivedRequest request = proxy.requests().at(0);
  EXPECT_EQ(request.target, "http://push.example.com:9091/metrics");
  EXPECT_EQ(request.headers.at("host"), "push.example.com:9091");
  EXPECT_EQ(request.headers.at("proxy-authorization"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

TEST(HttpClientProxy, IsAskedForATunnelWithoutTheServersSecrets) {
  const ScriptedServer proxy(InTurn({Reply(407, "who are you?")}));
  config::HttpClientConfig config = Through(proxy.url());
  config.authorization = {"Bearer", {base::Secret("s3cret"), ""}};
  config.tls_config.server_name = "inner.example.com";
  const HttpReply reply = SendOnce(Get("https://push.example.com/metrics"), config);
  EXPECT_EQ(reply.error, TransportError::kConnect);
  EXPECT_EQ(reply.detail, "the proxy " + proxy.url() +
                              " does not let us through to https://push.example.com: HTTP status "
                              "407: check the user and password in proxy_url");
  const test::ReceivedRequest request = proxy.requests().at(0);
  EXPECT_EQ(request.method, "CONNECT");
  EXPECT_EQ(request.target, "push.example.com:443");
  EXPECT_FALSE(request.headers.contains("authorization"));
}

TEST(HttpClientProxy, IsNamedWhenItIsDown) {
  const test::RefusingPort nobody;
  const std::string proxy = "http://127.0.0.1:" + std::to_string(nobody.port());
  const HttpReply reply = SendOnce(Get("http://push.example.com"), Through(proxy));
  EXPECT_EQ(reply.error, TransportError::kConnect);
  EXPECT_EQ(reply.detail, "cannot connect to the proxy " + proxy +
                              ": Connection refused: is it running, and are host and port right?");
}

TEST(HttpClientProxy, IsNamedWhenItsNameDoesNotResolve) {
  const FakeResolver resolver(FakeResolver::Mode::kUnknown);
  const HttpReply reply =
      SendOnce(Get("http://push.example.com"), Through("http://proxy.test:3128"));
  EXPECT_EQ(reply.error, TransportError::kDns);
  EXPECT_EQ(reply.detail,
            "the name of the proxy http://proxy.test:3128 does not resolve: check "
            "proxy_url and this machine's DNS");
}

TEST(HttpClientProxy, IsNamedWhenItIsSilentAboutATunnel) {
  const ScriptedServer proxy(InTurn({test::Silence()}));
  const HttpReply reply =
      SendOnce(Get("https://push.example.com", kShortTimeout), Through(proxy.url()));
  EXPECT_EQ(reply.error, TransportError::kTimeout);
  EXPECT_EQ(reply.detail, "the proxy " + proxy.url() +
                              " accepts the connection but is then silent for 200ms: is this the "
                              "right port?");
}

TEST(HttpClientProxy, IsNamedWhenItSpeaksNoSocks) {
  const ScriptedServer server(InTurn({Reply(200)}));
  const std::string proxy = "socks5h://127.0.0.1:" + std::to_string(server.port());
  const HttpReply reply = SendOnce(Get("http://push.example.com", kShortTimeout), Through(proxy));
  EXPECT_NE(reply.error, TransportError::kNone);
  EXPECT_THAT(reply.detail, testing::HasSubstr("the proxy " + proxy));
}

}  // namespace
}  // namespace agent::net
