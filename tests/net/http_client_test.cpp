#include "agent/net/http_client.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

#include "net/client_helpers.hpp"
#include "support/loopback.hpp"
#include "support/scripted_server.hpp"

namespace agent::net {
namespace {

using std::chrono::seconds;
using test::Answer;
using test::Get;
using test::InTurn;
using test::Reply;
using test::ScriptedServer;
using test::SendOnce;
using testing::StartsWith;

HttpRequest Put(const std::string& url, std::string_view body) {
  HttpRequest request = Get(url);
  request.method = "PUT";
  request.headers = {{"Content-Type", "text/plain; version=0.0.4"}, {"X-Empty", ""}};
  request.body = body;
  return request;
}

TEST(HttpClient, SendsMethodPathHeadersAndBody) {
  const ScriptedServer server(InTurn({Reply(200)}));
  const std::string body("a\0b\r\n\r\nc", 8);
  const HttpReply reply = SendOnce(Put(server.url() + "/a/../b%2Fc/.", body));
  ASSERT_EQ(reply.error, TransportError::kNone) << reply.detail;
  EXPECT_EQ(reply.body_bytes_sent, body.size());
  const test::ReceivedRequest request = server.requests().at(0);
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.target, "/a/../b%2Fc/.");
  EXPECT_EQ(request.body, body);
  EXPECT_EQ(request.headers.at("content-type"), "text/plain; version=0.0.4");
  EXPECT_EQ(request.headers.at("x-empty"), "");
  EXPECT_EQ(request.headers.at("host"), "127.0.0.1:" + std::to_string(server.port()));
  EXPECT_THAT(request.headers.at("user-agent"), StartsWith("odin-agent/"));
  EXPECT_FALSE(request.headers.contains("expect"));
  EXPECT_FALSE(request.headers.contains("authorization"));
}

TEST(HttpClient, SendsABigBodyWithoutAskingFirst) {
  const ScriptedServer server(InTurn({Reply(200)}));
  const std::string body(5'000'000, 'x');
  ASSERT_EQ(SendOnce(Put(server.url(), body)).error, TransportError::kNone);
  EXPECT_EQ(server.requests().at(0).body.size(), body.size());
  EXPECT_FALSE(server.requests().at(0).headers.contains("expect"));
}

TEST(HttpClient, ReturnsStatusHeadersAndBody) {
  const ScriptedServer server(InTurn({Reply(503, "busy\n",
                                            "Content-Type: text/plain\r\n"
                                            "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                                            "Retry-After: 17\r\n")}));
  const HttpReply reply = SendOnce(Get(server.url()));
  EXPECT_EQ(reply.error, TransportError::kNone);
  EXPECT_EQ(reply.detail, "");
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.body, "busy\n");
  EXPECT_EQ(reply.content_type, "text/plain");
  EXPECT_EQ(reply.date, base::WallTime(seconds(784111777)));
  EXPECT_EQ(reply.retry_after, seconds(17));
}

TEST(HttpClient, CountsARetryAfterDateFromTheServersOwnClock) {
  const ScriptedServer server(InTurn({Reply(429, "",
                                            "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                                            "Retry-After: Sun, 06 Nov 1994 08:51:37 GMT\r\n")}));
  EXPECT_EQ(SendOnce(Get(server.url())).retry_after, seconds(120));
}

TEST(HttpClient, TakesHeadersOfTheFinalReplyOnly) {
  Answer answer = Reply(200, "done");
  answer.bytes.insert(0, "HTTP/1.1 103 Early Hints\r\nLocation: /early\r\n\r\n");
  const ScriptedServer server(InTurn({answer}));
  const HttpReply reply = SendOnce(Get(server.url()));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.location, "");
}

TEST(HttpClient, DoesNotFollowRedirects) {
  const ScriptedServer elsewhere(InTurn({Reply(200)}));
  const ScriptedServer server(InTurn({Reply(307, "", "Location: " + elsewhere.url() + "/x\r\n")}));
  config::HttpClientConfig config;
  config.basic_auth = {"berlin-1", {base::Secret("hunter2"), ""}};
  const HttpReply reply = SendOnce(Get(server.url()), config);
  EXPECT_EQ(reply.status, 307);
  EXPECT_EQ(reply.location, elsewhere.url() + "/x");
  EXPECT_TRUE(elsewhere.requests().empty());
}

TEST(HttpClient, KeepsTheConnectionAndForgetsTheLastRequest) {
  const ScriptedServer server(InTurn({Reply(200, "one"), Reply(202, "two"), Reply(200)}));
  const auto client = MakeHttpClient({});
  EXPECT_EQ(client->Send(Put(server.url(), "body"), {}).body, "one");
  HttpRequest request = Get(server.url());
  request.method = "DELETE";
  EXPECT_EQ(client->Send(request, {}).body, "two");
  request.method = "HEAD";
  EXPECT_EQ(client->Send(request, {}).status, 200);
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[1].method, "DELETE");
  EXPECT_EQ(requests[1].body, "");
  EXPECT_FALSE(requests[1].headers.contains("content-type"));
  EXPECT_EQ(requests[2].method, "HEAD");
  EXPECT_EQ(requests[2].connection, 0U);
}

TEST(HttpClient, OpensAnotherConnectionWhenTheServerClosedTheIdleOne) {
  Answer closes = Reply(200);
  closes.then = Answer::Then::kClose;
  const ScriptedServer server(InTurn({closes, Reply(200)}));
  const auto client = MakeHttpClient({});
  ASSERT_EQ(client->Send(Put(server.url(), "first"), {}).status, 200);
  const HttpReply reply = client->Send(Put(server.url(), "second"), {});
  EXPECT_EQ(reply.status, 200) << reply.detail;
  EXPECT_EQ(server.requests().at(1).body, "second");
}

TEST(HttpClient, RepeatsARequestThatMeetsAClosingConnection) {
  for (const Answer::Then end : {Answer::Then::kClose, Answer::Then::kReset}) {
    const Answer dies{.bytes = "", .then = end};
    const ScriptedServer server(InTurn({Reply(200), dies, Reply(202)}));
    const auto client = MakeHttpClient({});
    ASSERT_EQ(client->Send(Put(server.url(), "first"), {}).status, 200);
    const HttpReply reply = client->Send(Put(server.url(), "second"), {});
    EXPECT_EQ(reply.status, 202) << reply.detail;
    const auto requests = server.requests();
    ASSERT_EQ(requests.size(), 3U);
    EXPECT_EQ(requests[1].connection, 0U);
    EXPECT_EQ(requests[2].connection, 1U);
    EXPECT_EQ(requests[2].body, "second");
  }
}

TEST(HttpClient, IgnoresProxiesOfTheEnvironment) {
  const test::RefusingPort nobody;
  const std::string proxy = "http://127.0.0.1:" + std::to_string(nobody.port());
  for (const char* name : {"http_proxy", "all_proxy", "ALL_PROXY"}) {
    ::setenv(name, proxy.c_str(), 1);
  }
  const ScriptedServer server(InTurn({Reply(200)}));
  const HttpReply reply = SendOnce(Get(server.url()));
  for (const char* name : {"http_proxy", "all_proxy", "ALL_PROXY"}) ::unsetenv(name);
  EXPECT_EQ(reply.status, 200) << reply.detail;
}

}  // namespace
}  // namespace agent::net
