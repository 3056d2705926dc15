// Peers that do all they can to keep a transfer from ending.
#include <gmock/gmock.h>

#include <array>
#include <limits>
#include <sstream>
#include <string>
#include <thread>

#include "agent/net/http_client.hpp"
#include "net/client_helpers.hpp"
#include "support/nested_codings.hpp"
#include "support/promptly.hpp"
#include "support/scripted_server.hpp"

namespace agent::net {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;
using test::Answer;
using test::Cancelled;
using test::CancelWhen;
using test::Get;
using test::InTurn;
using test::Reply;
using test::ScriptedServer;
using test::SendOnce;
using testing::HasSubstr;

constexpr seconds kTimeout(1);
constexpr seconds kSoonAfter(1);
constexpr std::size_t kEndless = std::numeric_limits<std::size_t>::max();

constexpr const char* kChunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

std::string Chunk(const std::string& content) {
  std::ostringstream text;
  text << std::hex << content.size() << "\r\n" << content << "\r\n";
  return text.str();
}

Answer WithHeader(const std::string& header, const std::string& body) {
  return {.bytes = "HTTP/1.1 200 OK\r\n" + header + "\r\n" + Chunk(body) + "0\r\n\r\n",
          .then = Answer::Then::kSilence};
}

std::string Repeat(const std::string& text, std::size_t bytes) {
  std::string out;
  while (out.size() < bytes) out += text;
  return out;
}

TEST(HttpClientBound, UndoesNoTransferCodingWhateverItsSpelling) {
  const std::string bomb = test::FourLayersOfGzip();
  ASSERT_LT(bomb.size(), 40'000U);
  for (const std::string header :
       {"Transfer-Encoding: gzip, gzip, gzip, gzip, chunked\r\n",
        "TRANSFER-encoding:gzip,gzip,gzip,gzip,chunked\r\n",
        "Transfer-Encoding: gzip\r\nTransfer-Encoding: gzip, gzip, gzip\r\n"
        "Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip, gzip, gzip, gzip\r\n",
        "Transfer-Encoding: gzip,\r\n gzip, gzip, gzip, chunked\r\n",
        "Transfer-Encoding: deflate, chunked\r\n", "Transfer-Encoding: br, chunked\r\n"}) {
    for (const bool accept_gzip : {false, true}) {
      const ScriptedServer server(InTurn({WithHeader(header, bomb)}));
      HttpRequest request = Get(server.url(), seconds(20));
      request.accept_gzip = accept_gzip;
      const auto asked = steady_clock::now();
      const HttpReply reply = SendOnce(request);
      EXPECT_LT(steady_clock::now() - asked, test::Promptly(kSoonAfter)) << header;
      EXPECT_EQ(reply.error, TransportError::kEncoding) << header;
      EXPECT_THAT(reply.detail, HasSubstr("another transfer coding than chunked")) << header;
    }
  }
}

TEST(HttpClientBound, ReadsAChunkedReply) {
  const ScriptedServer server(InTurn({WithHeader("Transfer-Encoding: chunked\r\n", "hello")}));
  const HttpReply reply = SendOnce(Get(server.url()));
  EXPECT_EQ(reply.error, TransportError::kNone) << reply.detail;
  EXPECT_EQ(reply.body, "hello");
}

struct Tireless {
  const char* name;
  Answer answer;
};

Answer Filled(const std::string& bytes) {
  Answer answer{.bytes = bytes};
  answer.filler_bytes = kEndless;
  return answer;
}

std::array<Tireless, 2> TirelessPeers() {
  return {Tireless{"a chunk extension without end", Filled(std::string(kChunked) + "1;")},
          Tireless{"bytes without end before the status line of a reply after a 1xx",
                   {.bytes = "HTTP/1.1 103 Early Hints\r\n\r\n" + std::string(100, ' '),
                    .then = Answer::Then::kSilence}}};
}

TEST(HttpClientBound, EndsInTimeHoweverMuchComes) {
  for (const Tireless& peer : TirelessPeers()) {
    const ScriptedServer server(InTurn({peer.answer}));
    const auto asked = steady_clock::now();
    const HttpReply reply = SendOnce(Get(server.url(), kTimeout));
    EXPECT_LT(steady_clock::now() - asked, kTimeout + test::Promptly(kSoonAfter)) << peer.name;
    EXPECT_NE(reply.error, TransportError::kNone) << peer.name;
  }
}

TEST(HttpClientBound, EndsAtOnceWhenStoppedHoweverMuchComes) {
  for (const Tireless& peer : TirelessPeers()) {
    const ScriptedServer server(InTurn({peer.answer}));
    const Cancelled cancelled = CancelWhen(
        [&] {
          ASSERT_TRUE(server.AwaitRequests(1));
          std::this_thread::sleep_for(std::chrono::milliseconds(100));
        },
        Get(server.url()));
    EXPECT_LT(cancelled.took, test::Promptly(kSoonAfter)) << peer.name;
  }
}

// libcurl reads such an answer byte by byte, without a look at the time.
TEST(HttpClientBound, EndsInTimeWhileAProxysAnswerToConnectDoesNotEnd) {
  const ScriptedServer proxy(
      InTurn({{.bytes = "HTTP/1.1 200 OK\r\n" + Repeat("X-Filler: x\r\n", 64 << 20),
               .then = Answer::Then::kSilence}}));
  config::HttpClientConfig config;
  config.proxy_url = base::Secret(proxy.url());
  const auto asked = steady_clock::now();
  const HttpReply reply = SendOnce(Get("https://push.example.com", kTimeout), config);
  EXPECT_LT(steady_clock::now() - asked, kTimeout + test::Promptly(kSoonAfter));
  EXPECT_NE(reply.error, TransportError::kNone);
}

TEST(HttpClientBound, StopsReadingTrailersThatDoNotEnd) {
  const ScriptedServer server(
      InTurn({{.bytes = kChunked + Chunk("hello") + "0\r\n" + Repeat("X-Filler: x\r\n", 10 << 20),
               .then = Answer::Then::kSilence}}));
  EXPECT_EQ(SendOnce(Get(server.url(), seconds(20))).error, TransportError::kTooLarge);
}

TEST(HttpClientBound, CountsEveryRedirectOnOneClock) {
  Answer slow = Reply(302, "", "Location: /again\r\n");
  slow.pause = std::chrono::milliseconds(8);
  const ScriptedServer server(InTurn({slow}));
  HttpRequest request = Get(server.url(), kTimeout);
  request.max_redirects = 1000;
  const auto asked = steady_clock::now();
  EXPECT_EQ(SendOnce(request).error, TransportError::kTimeout);
  EXPECT_LT(steady_clock::now() - asked, kTimeout + test::Promptly(kSoonAfter));
}

}  // namespace
}  // namespace agent::net
