#include <gmock/gmock.h>

#include <thread>

#include "agent/net/http_client.hpp"
#include "net/client_helpers.hpp"
#include "net/fake_resolver.hpp"
#include "support/loopback.hpp"
#include "support/promptly.hpp"
#include "support/scripted_server.hpp"

namespace agent::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::Answer;
using test::Cancelled;
using test::CancelWhen;
using test::CutAfter;
using test::FakeResolver;
using test::Get;
using test::InTurn;
using test::kShortTimeout;
using test::Reply;
using test::ScriptedServer;
using test::SendOnce;
using testing::EndsWith;
using testing::HasSubstr;

constexpr seconds kAtOnce(2);  // generous; the faults last 60 s

std::string UrlOf(std::uint16_t port, const std::string& host = "127.0.0.1") {
  return "http://" + host + ":" + std::to_string(port);
}

TEST(HttpClientFaults, ReportsARefusedConnection) {
  const test::RefusingPort port;
  const HttpReply reply = SendOnce(Get(UrlOf(port.port()) + "/metrics?token=s3cret"));
  EXPECT_EQ(reply.error, TransportError::kConnect);
  EXPECT_EQ(reply.status, 0);
  EXPECT_EQ(reply.detail, "cannot connect to " + UrlOf(port.port()) +
                              ": Connection refused: is it running, and are host and port right?");
}

TEST(HttpClientFaults, ReportsANameThatDoesNotResolveUntilItDoes) {
  FakeResolver resolver(FakeResolver::Mode::kUnknown);
  const ScriptedServer server(InTurn({Reply(200)}));
  const std::string url = UrlOf(server.port(), "push.farm.test");
  const auto client = MakeHttpClient({});
  const HttpReply reply = client->Send(Get(url), {});
  EXPECT_EQ(reply.error, TransportError::kDns);
  EXPECT_EQ(reply.detail,
            "the name of " + url + " does not resolve: check url and this machine's DNS");
  resolver.Set(FakeResolver::Mode::kLoopback);
  EXPECT_EQ(client->Send(Get(url), {}).status, 200);
}

TEST(HttpClientFaults, ReportsDnsThatDoesNotAnswer) {
  const FakeResolver resolver(FakeResolver::Mode::kSilent);
  const HttpReply reply = SendOnce(Get("http://push.farm.test:9091", kShortTimeout));
  EXPECT_EQ(reply.error, TransportError::kDns);
  EXPECT_EQ(reply.detail,
            "the name of http://push.farm.test:9091 does not resolve within 200ms: "
            "is this machine's DNS reachable?");
}

TEST(HttpClientFaults, ReportsAHostThatDoesNotAcceptWithinHalfTheTimeout) {
  const test::UnansweringPort port;
  const HttpReply reply = SendOnce(Get(UrlOf(port.port()), kShortTimeout));
  EXPECT_EQ(reply.error, TransportError::kTimeout);
  EXPECT_EQ(reply.detail, "cannot connect to " + UrlOf(port.port()) +
                              " within 200ms: is it up, and does no firewall drop us?");
}

TEST(HttpClientFaults, ReportsASilentServer) {
  const ScriptedServer server(InTurn({test::Silence()}));
  HttpRequest request = Get(server.url(), kShortTimeout);
  request.method = "PUT";
  request.body = "12345";
  const HttpReply reply = SendOnce(request);
  EXPECT_EQ(reply.error, TransportError::kTimeout);
  EXPECT_EQ(reply.detail, server.url() + " does not answer within 400ms");
  EXPECT_EQ(reply.body_bytes_sent, 5U);
}

TEST(HttpClientFaults, SaysOfAKeptConnectionToo) {
  const ScriptedServer server(InTurn({Reply(200), test::Silence()}));
  const auto client = MakeHttpClient({});
  ASSERT_EQ(client->Send(Get(server.url()), {}).status, 200);
  const HttpReply reply = client->Send(Get(server.url(), kShortTimeout), {});
  EXPECT_EQ(reply.detail, server.url() + " does not answer within 400ms");
}

TEST(HttpClientFaults, BoundsATrickleByTheWholeTimeout) {
  Answer trickle = Reply(200, std::string(1000, 'x'));
  trickle.pause = milliseconds(20);
  const ScriptedServer server(InTurn({trickle}));
  const HttpReply reply = SendOnce(Get(server.url(), seconds(1)));
  EXPECT_EQ(reply.error, TransportError::kTimeout);
  EXPECT_EQ(reply.detail, server.url() + " does not finish its reply within 1s");
}

TEST(HttpClientFaults, ReportsAReplyThatIsCutShort) {
  const ScriptedServer server(
      InTurn({CutAfter(60, Reply(200, std::string(1000, 'x')), Answer::Then::kClose)}));
  const HttpReply reply = SendOnce(Get(server.url()));
  EXPECT_EQ(reply.error, TransportError::kConnect);
  EXPECT_EQ(reply.detail, server.url() + " closed the connection before its reply was complete");
}

TEST(HttpClientFaults, ReportsACloseWithoutAReply) {
  const ScriptedServer server(InTurn({{.bytes = "", .then = Answer::Then::kClose}}));
  const HttpReply reply = SendOnce(Get(server.url()));
  EXPECT_EQ(reply.error, TransportError::kConnect);
  EXPECT_EQ(reply.detail, server.url() +
                              " closed the connection without a reply: does this port "
                              "speak https? Then write https:// in url");
}

TEST(HttpClientFaults, ReportsAReset) {
  const ScriptedServer server(InTurn({{.bytes = "", .then = Answer::Then::kReset}}));
  const HttpReply reply = SendOnce(Get(server.url()));
  EXPECT_EQ(reply.error, TransportError::kConnect);
  EXPECT_EQ(reply.detail, "the connection to " + server.url() + " broke: Connection reset by peer");
}

TEST(HttpClientFaults, StopsReadingAReplyThatIsTooLarge) {
  Answer endless{.bytes = "HTTP/1.1 400 Bad\r\nContent-Type: text/html\r\n\r\nhead"};
  endless.filler_bytes = 1'000'000'000;
  const ScriptedServer server(InTurn({endless}));
  HttpRequest request = Get(server.url());
  request.max_reply_bytes = 1000;
  const HttpReply reply = SendOnce(request);
  EXPECT_EQ(reply.error, TransportError::kTooLarge);
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(reply.content_type, "text/html");
  EXPECT_EQ(reply.body, "head" + std::string(996, 'x'));
  EXPECT_EQ(reply.detail, "the reply of " + server.url() + " is larger than 1000 bytes");
}

TEST(HttpClientFaults, AcceptsAReplyOfExactlyTheLimit) {
  const ScriptedServer server(InTurn({Reply(200, "12345")}));
  HttpRequest request = Get(server.url());
  request.max_reply_bytes = 5;
  const HttpReply reply = SendOnce(request);
  EXPECT_EQ(reply.error, TransportError::kNone) << reply.detail;
  EXPECT_EQ(reply.body, "12345");
}

TEST(HttpClientFaults, StopsReadingHeadersThatDoNotEnd) {
  Answer endless{.bytes = "HTTP/1.1 200 OK\r\n"};
  for (int i = 0; i < 1000; ++i) endless.bytes += "X-Filler: " + std::string(1000, 'x') + "\r\n";
  endless.then = Answer::Then::kSilence;
  const ScriptedServer server(InTurn({endless}));
  const HttpReply reply = SendOnce(Get(server.url(), seconds(20)));
  EXPECT_EQ(reply.error, TransportError::kTooLarge);
  EXPECT_EQ(reply.detail, "the header of " + server.url() + "'s reply is larger than 65536 bytes");
}

TEST(HttpClientFaults, StopsReadingInterimRepliesThatDoNotEnd) {
  Answer interim{.bytes = ""};
  for (int i = 0; i < 10'000; ++i) interim.bytes += "HTTP/1.1 103 Early Hints\r\n\r\n";
  interim.then = Answer::Then::kSilence;
  const ScriptedServer server(InTurn({interim}));
  EXPECT_EQ(SendOnce(Get(server.url(), seconds(20))).error, TransportError::kTooLarge);
}

TEST(HttpClientFaults, ReportsWhatIsNotHttp) {
  const ScriptedServer server(
      InTurn({{.bytes = "SSH-2.0-OpenSSH_9.2\r\n", .then = Answer::Then::kClose}}));
  const HttpReply reply = SendOnce(Get(server.url()));
  EXPECT_EQ(reply.error, TransportError::kConnect);
  EXPECT_EQ(reply.detail, "what answers at " + server.url() +
                              " does not speak HTTP: check scheme and port in url");
}

TEST(HttpClientFaults, WorksAgainAfterEachFault) {
  const ScriptedServer server(
      InTurn({CutAfter(60, Reply(200, std::string(1000, 'x')), Answer::Then::kReset),
              test::Silence(), Reply(200)}));
  const auto client = MakeHttpClient({});
  EXPECT_EQ(client->Send(Get(server.url()), {}).error, TransportError::kConnect);
  EXPECT_EQ(client->Send(Get(server.url(), kShortTimeout), {}).error, TransportError::kTimeout);
  EXPECT_EQ(client->Send(Get(server.url()), {}).status, 200);
}

TEST(HttpClientCancel, SendsNothingWhenItWasStoppedBefore) {
  const ScriptedServer server(InTurn({Reply(200)}));
  std::stop_source stop;
  stop.request_stop();
  const HttpReply reply = MakeHttpClient({})->Send(Get(server.url()), stop.get_token());
  EXPECT_EQ(reply.error, TransportError::kCancelled);
  EXPECT_TRUE(server.requests().empty());
}

TEST(HttpClientCancel, ReturnsAtOnceWhileTheServerIsSilent) {
  const ScriptedServer server(InTurn({test::Silence()}));
  const Cancelled cancelled =
      CancelWhen([&] { EXPECT_TRUE(server.AwaitRequests(1)); }, Get(server.url()));
  EXPECT_EQ(cancelled.reply.error, TransportError::kCancelled);
  EXPECT_LT(cancelled.took, test::Promptly(kAtOnce));
}

TEST(HttpClientCancel, ReturnsAtOnceWhileTheNameIsResolved) {
  const FakeResolver resolver(FakeResolver::Mode::kSilent);
  const Cancelled cancelled =
      CancelWhen([&] { resolver.AwaitQuestion(); }, Get("http://push.farm.test:9091"));
  EXPECT_EQ(cancelled.reply.error, TransportError::kCancelled);
  EXPECT_LT(cancelled.took, test::Promptly(kAtOnce));
}

TEST(HttpClientCancel, ReturnsAtOnceWhileConnecting) {
  const test::UnansweringPort port;
  // There is no event to await: nobody sees a connection that does not come about.
  const auto soon = [] { std::this_thread::sleep_for(milliseconds(50)); };
  const Cancelled cancelled = CancelWhen(soon, Get(UrlOf(port.port())));
  EXPECT_EQ(cancelled.reply.error, TransportError::kCancelled);
  EXPECT_LT(cancelled.took, test::Promptly(kAtOnce));
}

TEST(HttpClientCancel, ReturnsAtOnceDuringAHandshake) {
  const ScriptedServer silent(InTurn({test::Silence()}));  // waits for HTTP, not for TLS
  const Cancelled cancelled = CancelWhen([&] { EXPECT_TRUE(silent.AwaitConnections(1)); },
                                         Get("https://127.0.0.1:" + std::to_string(silent.port())));
  EXPECT_EQ(cancelled.reply.error, TransportError::kCancelled);
  EXPECT_LT(cancelled.took, test::Promptly(kAtOnce));
}

TEST(HttpClientFaults, ReportsASilentHandshake) {
  const ScriptedServer silent(InTurn({test::Silence()}));
  const std::string url = "https://127.0.0.1:" + std::to_string(silent.port());
  const HttpReply reply = SendOnce(Get(url, kShortTimeout));
  EXPECT_EQ(reply.error, TransportError::kTimeout);
  EXPECT_EQ(reply.detail,
            url + " accepts the connection but is then silent for 200ms: is this the right port?");
}

}  // namespace
}  // namespace agent::net
