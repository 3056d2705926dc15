// What fetching O.D.I.N.'s metrics asks of the client: redirects within the origin, compression,
// limits of what comes back, and the API key.
#include <gmock/gmock.h>

#include "agent/exposition/rendered.hpp"
#include "agent/net/http_client.hpp"
#include "net/client_helpers.hpp"
#include "support/scripted_server.hpp"
#include "support/temp_dir.hpp"

namespace agent::net {
namespace {

using std::chrono::milliseconds;
using test::Answer;
using test::Get;
using test::InTurn;
using test::Reply;
using test::ScriptedServer;
using test::SendOnce;
using testing::HasSubstr;
using testing::Not;

HttpRequest Fetch(const std::string& url) {
  HttpRequest request = Get(url);
  request.accept_gzip = true;
  request.max_redirects = 3;
  return request;
}

Answer Redirect(const std::string& location) {
  return Reply(307, "moved", "Location: " + location + "\r\n");
}

config::HttpClientConfig WithKey(const std::string& key) {
  config::HttpClientConfig config;
  config.api_key.value = base::Secret(key);
  return config;
}

TEST(HttpClientFetch, FollowsRedirectsWithinTheOriginWithItsCredentials) {
  const ScriptedServer server(
      InTurn({Redirect("/b"), Redirect("c?d=e"), Redirect("/f"), Reply(200, "here")}));
  const HttpReply reply = SendOnce(Fetch(server.url() + "/a"), WithKey("s3cret"));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "here");
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 4U);
  EXPECT_EQ(requests[1].target, "/b");
  EXPECT_EQ(requests[2].target, "/c?d=e");
  EXPECT_EQ(requests[3].target, "/f");
  for (const auto& request : requests) {
    EXPECT_EQ(request.headers.at("x-api-key"), "s3cret");
    EXPECT_EQ(request.connection, 0U);
  }
}

TEST(HttpClientFetch, FollowsNoMoreRedirectsThanItMay) {
  const ScriptedServer server(InTurn({Redirect("/again")}));
  const HttpReply reply = SendOnce(Fetch(server.url()), WithKey("s3cret"));
  EXPECT_EQ(reply.error, TransportError::kNone);
  EXPECT_EQ(reply.status, 307);
  EXPECT_EQ(reply.location, "/again");
  EXPECT_EQ(server.requests().size(), 4U);
}

TEST(HttpClientFetch, SendsNothingToAnotherOrigin) {
  const ScriptedServer elsewhere(InTurn({Reply(200)}));
  for (const std::string& location :
       {elsewhere.url() + "/x", "//127.0.0.1:" + std::to_string(elsewhere.port()) + "/x"}) {
    const ScriptedServer server(InTurn({Redirect("/b"), Redirect(location)}));
    const HttpReply reply = SendOnce(Fetch(server.url()), WithKey("s3cret"));
    EXPECT_EQ(reply.status, 307);
    EXPECT_EQ(reply.location, location);
    EXPECT_EQ(server.requests().size(), 2U);
  }
  EXPECT_TRUE(elsewhere.requests().empty());
}

TEST(HttpClientFetch, HandsOverTheBodyOfASuccessAsItComes) {
  const std::string body(300'000, 'x');
  const ScriptedServer server(InTurn({Reply(200, body), Reply(404, "gone"), Reply(200, body)}));
  std::string taken;
  HttpRequest request = Get(server.url());
  request.max_reply_bytes = 400'000;
  request.on_body = [&](std::string_view piece) {
    taken += piece;
    return true;
  };
  const HttpReply whole = SendOnce(request);
  EXPECT_EQ(whole.error, TransportError::kNone) << whole.detail;
  EXPECT_EQ(taken, body);
  EXPECT_EQ(whole.body, body.substr(0, 4096));
  taken.clear();
  EXPECT_EQ(SendOnce(request).body, "gone");
  EXPECT_EQ(taken, "");
  request.max_reply_bytes = 200'000;
  EXPECT_EQ(SendOnce(request).error, TransportError::kTooLarge);
  EXPECT_LE(taken.size(), 200'000U);
}

TEST(HttpClientFetch, EndsAReplyThatNobodyWants) {
  const ScriptedServer server(InTurn({Reply(200, std::string(300'000, 'x'))}));
  HttpRequest request = Get(server.url());
  request.max_reply_bytes = 400'000;
  int pieces = 0;
  request.on_body = [&](std::string_view) { return ++pieces < 2; };
  EXPECT_EQ(SendOnce(request).error, TransportError::kTooLarge);
  EXPECT_EQ(pieces, 2);
}

TEST(HttpClientFetch, AllRedirectsShareOneTimeout) {
  Answer slow = Redirect("/again");
  slow.pause = milliseconds(5);  // a byte: more than 300 ms in all
  const ScriptedServer server(InTurn({slow}));
  HttpRequest request = Fetch(server.url());
  request.timeout = milliseconds(400);
  request.max_redirects = 1000;
  EXPECT_EQ(SendOnce(request).error, TransportError::kTimeout);
  EXPECT_LE(server.requests().size(), 3U);
}

TEST(HttpClientFetch, UnpacksGzip) {
  const std::string text(100'000, 'x');
  const ScriptedServer server(
      InTurn({Reply(200, exposition::Render(text).gzip, "Content-Encoding: gzip\r\n"),
              Reply(200, text), Reply(200, text, "Content-Encoding: identity\r\n")}));
  HttpRequest request = Fetch(server.url());
  request.max_reply_bytes = text.size();
  const auto client = MakeHttpClient({});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client->Send(request, {}).body, text);
  EXPECT_EQ(server.requests().at(0).headers.at("accept-encoding"), "gzip");
}

TEST(HttpClientFetch, DoesNotUnpackWhatItDidNotAskFor) {
  const std::string gzip = exposition::Render("text").gzip;
  const ScriptedServer server(InTurn({Reply(200, gzip, "Content-Encoding: gzip\r\n")}));
  const HttpReply reply = SendOnce(Get(server.url()));
  EXPECT_EQ(reply.error, TransportError::kNone);
  EXPECT_EQ(reply.body, gzip);
  EXPECT_FALSE(server.requests().at(0).headers.contains("accept-encoding"));
}

TEST(HttpClientFetch, RefusesAGzipBombAsSoonAsItIsTooLarge) {
  const std::string bomb = exposition::Render(std::string(50'000'000, '\0')).gzip;
  ASSERT_LT(bomb.size(), 60'000U);
  const ScriptedServer server(InTurn({Reply(200, bomb, "Content-Encoding: gzip\r\n")}));
  HttpRequest request = Fetch(server.url());
  request.max_reply_bytes = 1'000'000;
  const HttpReply reply = SendOnce(request);
  EXPECT_EQ(reply.error, TransportError::kTooLarge);
  EXPECT_EQ(reply.detail, "the reply of " + server.url() + " is larger than 1000000 bytes");
  EXPECT_EQ(reply.body.size(), 1'000'000U);
}

// A bomb in a bomb makes work for hours without a byte of output.
TEST(HttpClientFetch, RefusesGzipWithinGzip) {
  const std::string twice = exposition::Render(exposition::Render("text").gzip).gzip;
  for (const std::string encoding :
       {"Content-Encoding: gzip, gzip\r\n", "Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n",
        "Content-Encoding: br\r\n"}) {
    const ScriptedServer server(InTurn({Reply(200, twice, encoding)}));
    const HttpReply reply = SendOnce(Fetch(server.url()));
    EXPECT_EQ(reply.error, TransportError::kEncoding) << encoding;
    EXPECT_EQ(reply.detail,
              "the reply of " + server.url() + " is compressed in a way that was not asked for");
  }
}

TEST(HttpClientFetch, ReportsDamagedGzip) {
  std::string gzip = exposition::Render(std::string(1000, 'x')).gzip;
  gzip[12] = static_cast<char>(~gzip[12]);
  const ScriptedServer server(InTurn({Reply(200, gzip, "Content-Encoding: gzip\r\n"),
                                      Reply(200, "plain text", "Content-Encoding: gzip\r\n")}));
  const auto client = MakeHttpClient({});
  for (int i = 0; i < 2; ++i) {
    const HttpReply reply = client->Send(Fetch(server.url()), {});
    EXPECT_EQ(reply.error, TransportError::kEncoding);
    EXPECT_EQ(reply.detail, "the compressed reply of " + server.url() + " is damaged");
  }
}

TEST(HttpClientFetch, ReadsItsKeyAfreshAndMasksIt) {
  const test::TempDir folder;
  config::HttpClientConfig config;
  config.api_key.file = folder.Write("key", "odin_0ld\n");
  const ScriptedServer server([](const test::ReceivedRequest& request) {
    const std::string& key = request.headers.at("x-api-key");
    return Reply(key == "odin_n3w" ? 200 : 401, "you are " + key,
                 "Content-Type: text/" + key + "\r\n");
  });
  const auto client = MakeHttpClient(config);
  const HttpReply refused = client->Send(Fetch(server.url()), {});
  EXPECT_EQ(refused.body, "you are ***");
  EXPECT_EQ(refused.content_type, "text/***");
  folder.Write("key", "odin_n3w\n");
  const HttpReply accepted = client->Send(Fetch(server.url()), {});
  EXPECT_EQ(accepted.status, 200);
  EXPECT_EQ(accepted.body, "you are odin_n3w") << "data stays as it is";
  EXPECT_EQ(accepted.mask.Apply(accepted.body), "you are ***");

  folder.Write("key", "odin\r\nX-Admin: yes\n");
  const HttpReply unsent = client->Send(Fetch(server.url()), {});
  EXPECT_EQ(unsent.error, TransportError::kCredentials);
  EXPECT_EQ(unsent.detail,
            config.api_key.file + ": must hold the secret in one line and nothing else");
}

}  // namespace
}  // namespace agent::net
