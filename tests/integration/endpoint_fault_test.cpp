// O.D.I.N.'s endpoint as the source while it is down, slow, broken or something else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <list>
#include <memory>
#include <span>
#include <string>

#include "agent/base/base64.hpp"
#include "agent/base/url.hpp"
#include "agent/exposition/rendered.hpp"
#include "integration/endpoint_agent.hpp"
#include "integration/gateway_fixture.hpp"
#include "support/certificates.hpp"
#include "support/eventually.hpp"
#include "support/loopback.hpp"
#include "support/promptly.hpp"

namespace agent::test {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;
using testing::IsEmpty;

// The longest that a collection takes, and their interval: where it is the fault itself, and where
// it must do on a busy machine.
constexpr const char* kShort = "1s";
constexpr const char* kLong = ODIN_AGENT_TEST_SANITIZED ? "5s" : "2s";

constexpr const char* kText = "Content-Type: text/plain\r\n";

struct EndpointFault {
  const char* name;
  std::function<Answer()> make;
  const char* reason;
  const char* words;  // of the log: what happened and what to do
  const char* timeout = kLong;
};

Answer Trickle() {
  Answer answer = Reply(200, "odin_printers_total 1\n", kText);
  answer.pause = seconds(1);
  return answer;
}

Answer Gigabyte() {
  Answer answer{
      .bytes = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1000000000\r\n\r\n"};
  answer.filler_bytes = 1'000'000'000;
  return answer;
}

Answer GzipBomb() {
  static const std::string bomb = exposition::Render(std::string(100'000'000, '\n')).gzip;
  return Reply(200, bomb, "Content-Type: text/plain\r\nContent-Encoding: gzip\r\n");
}

Answer EndlessHeader() {
  Answer answer{.bytes = "HTTP/1.1 200 OK\r\n"};
  for (int i = 0; i < 10'000; ++i) answer.bytes += "X-Header: and another one\r\n";
  answer.then = Answer::Then::kSilence;
  return answer;
}

Answer With(int status, const std::string& body, const std::string& headers = kText) {
  return Reply(status, body, headers);
}

const EndpointFault kConnectionFaults[] = {
    {"SilentBeforeTheReply", Silence, "timeout", "does not answer within 1s (collect.timeout)",
     kShort},
    {"SilentInTheMiddleOfTheReply",
     [] { return CutAfter(100, With(200, std::string(1000, '\n')), Answer::Then::kSilence); },
     "timeout", "does not finish its reply within 1s", kShort},
    {"TricklesAByteASecond", Trickle, "timeout", "does not answer within 1s", kShort},
    {"ClosesWithoutAReply", [] { return Answer{.bytes = "", .then = Answer::Then::kClose}; },
     "connect", "closed the connection without a reply"},
    {"CutsTheReplyShort",
     [] { return CutAfter(100, With(200, std::string(1000, '\n')), Answer::Then::kClose); },
     "connect", "closed the connection before its reply was complete"},
    {"Resets", [] { return Answer{.bytes = "", .then = Answer::Then::kReset}; }, "connect",
     "broke: Connection reset by peer"},
    {"SpeaksNoHttp",
     [] { return Answer{.bytes = "SSH-2.0-OpenSSH_9.2\r\n", .then = Answer::Then::kClose}; },
     "connect", "does not speak HTTP: check scheme and port in url"},
    {"RepliesAnEndlessHeader", EndlessHeader, "too_large", "reply is larger than 65536 bytes"},
};

const EndpointFault kStatusFaults[] = {
    {"Replies400", [] { return With(400, "no"); }, "rejected", "HTTP 400: "},
    {"Replies401", [] { return With(401, "{\"detail\":\"Not authenticated\"}"); }, "unauthorized",
     "HTTP 401: wants to know who asks"},
    {"Replies403", [] { return With(403, "{\"detail\":\"Insufficient permissions\"}"); },
     "forbidden", "needs the role viewer"},
    {"Replies404", [] { return With(404, ""); }, "not_odin",
     "O.D.I.N.'s metrics are at /api/metrics"},
    {"Replies429", [] { return With(429, ""); }, "rate_limited", "collect less often"},
    {"Replies500", [] { return With(500, "Internal Server Error"); }, "server_error",
     "HTTP 500: O.D.I.N., or a proxy before it, fails: see its log: it says: Internal Server"},
    {"Replies503", [] { return With(503, ""); }, "server_error", "HTTP 503: "},
    {"RedirectsInACircle", [] { return With(302, "", "Location: /api/metrics\r\n"); }, "rejected",
     "HTTP 302: redirects to /api/metrics"},
};

const EndpointFault kReplyFaults[] = {
    {"RepliesAGigabyte", Gigabyte, "too_large",
     "is larger than 8388608 bytes: is this O.D.I.N.'s /api/metrics?"},
    {"RepliesAGzipBomb", GzipBomb, "too_large", "is larger than 8388608 bytes"},
    {"RepliesDamagedGzip", [] { return With(200, "not gzip", "Content-Encoding: gzip\r\n"); },
     "malformed", "the compressed reply of"},
    {"RepliesGzipWithoutSayingSo",
     [] { return With(200, exposition::Render("odin_printers_total 1\n").gzip); }, "malformed",
     "the reply looks compressed (gzip), but without the header Content-Encoding"},
    {"RepliesAnImage", [] { return With(200, std::string("\x89PNG\r\n\x1A\n\0\0\0\x0D", 12)); },
     "not_odin", "answers with a PNG image, not metrics: O.D.I.N.'s metrics are at /api/metrics"},
    {"RepliesAPageAsText", [] { return With(200, "<!doctype html>\n<p>Hello\n"); }, "not_odin",
     "answers with an HTML page, not metrics: a login form"},
    {"RepliesOldValues", [] { return With(200, "odin_printers_total 1 1000000000000\n"); }, "stale",
     "every value of O.D.I.N. in the reply is more than 1m30s old"},
    {"RepliesALoginForm", [] { return With(200, "<html>", "Content-Type: text/html\r\n"); },
     "not_odin", "answers with text/html, an HTML page, not metrics: a login form"},
    {"RepliesJson", [] { return With(200, "{}", "Content-Type: application/json\r\n"); },
     "not_odin", "answers with application/json, JSON, not metrics"},
    {"RepliesNothing", [] { return With(200, ""); }, "not_odin",
     "answers, but without any metric of O.D.I.N."},
    {"RepliesAnothersMetrics", [] { return With(200, "up 1\nprocess_open_fds 7\n"); }, "not_odin",
     "answers, but without any metric of O.D.I.N."},
    {"RepliesMostlyNonsense", [] { return With(200, "odin_printers_total 1\n{\n"); }, "malformed",
     "1 of 2 lines cannot be read; line 2: "},
};

// A daemon for each fault, all at once, since all that they do is wait.
void ExpectEachIsSaidOnceAndRightAgain(std::span<const EndpointFault> faults) {
  struct Place {
    std::unique_ptr<ScriptedServer> faulty;
    EndpointAgent agent;
  };
  std::list<Place> places;
  for (const EndpointFault& fault : faults) {
    Place& place = places.emplace_back();
    place.faulty = std::make_unique<ScriptedServer>(InTurn({fault.make()}));
    place.agent.Start(place.faulty->url(), fault.timeout);
  }
  auto place = places.begin();
  for (const EndpointFault& fault : faults) {
    SCOPED_TRACE(fault.name);
    place->agent.ExpectFault(fault.reason, fault.words);
    const std::uint16_t port = place->faulty->port();
    place->faulty.reset();
    place->agent.Heal(port);
    ++place;
  }
  place = places.begin();
  for (const EndpointFault& fault : faults) {
    SCOPED_TRACE(fault.name);
    place->agent.ExpectRecovery();
    ++place;
  }
}

TEST(EndpointFaults, OfTheConnectionAreLoggedOnceAndRecoveredFrom) {
  ExpectEachIsSaidOnceAndRightAgain(kConnectionFaults);
}

TEST(EndpointFaults, OfTheStatusAreLoggedOnceAndRecoveredFrom) {
  ExpectEachIsSaidOnceAndRightAgain(kStatusFaults);
}

TEST(EndpointFaults, OfTheReplyAreLoggedOnceAndRecoveredFrom) {
  ExpectEachIsSaidOnceAndRightAgain(kReplyFaults);
}

class EndpointConnection : public testing::Test {
 protected:
  EndpointAgent agent_;
};

TEST_F(EndpointConnection, ARefusalIsReportedAndRecoveredFrom) {
  auto closed = std::make_unique<RefusingPort>();
  const std::uint16_t port = closed->port();
  agent_.Start("http://127.0.0.1:" + std::to_string(port), kLong);
  agent_.ExpectFault("connect", "Connection refused: is it running, and are host and port right?");
  closed.reset();
  agent_.Heal(port);
  agent_.ExpectRecovery();
}

TEST_F(EndpointConnection, ANameThatDoesNotResolveIsReported) {
  agent_.Start("http://odin.farm.invalid:8000", kLong);
  agent_.ExpectFault("dns", "the name of http://odin.farm.invalid:8000 does not resolve");
}

TEST_F(EndpointConnection, ACertificateOfAnotherCaIsReportedWithTheKeyToSet) {
  const CertificateAuthority ca(agent_.folder(), "ca");
  const CertificateAuthority other_ca(agent_.folder(), "other-ca");
  const CertificateFiles bad = other_ca.Issue("bad");
  const CertificateFiles good = ca.Issue("good");
  auto faulty =
      std::make_unique<ScriptedServer>(Healthy(), ServerTls{bad.cert_file, bad.key_file, ""});
  const std::uint16_t port = faulty->port();
  agent_.Start(faulty->url(), kLong,
               ", api_key: odin_t0ken, tls_config: {ca_file: '" + ca.ca_file() + "'}");
  agent_.ExpectFault("tls", "(tls_config.ca_file) signed it: put the one that did into that file");
  EXPECT_THAT(faulty->requests(), IsEmpty());
  faulty.reset();
  agent_.Heal(port, ServerTls{good.cert_file, good.key_file, ""});
  agent_.ExpectRecovery();
}

// What differs from reply to reply (its number, its size) is no other fault; another status is.
TEST_F(EndpointConnection, AFaultIsLoggedAgainOnlyWhenSomethingElseIsToBeDone) {
  std::atomic<int> number = 0;
  std::atomic<bool> is_mended = false;
  const ScriptedServer server([&](const ReceivedRequest&) {
    const std::string id = std::to_string(++number);
    if (is_mended) return With(418, "I am a teapot");
    std::string text = "odin_printers_total " + id + "\n";
    for (int i = 0; i < number; ++i) text += "odin_queue_depth of " + id + "\n";
    return With(200, text);
  });
  agent_.Start(server.url(), kShort);
  ASSERT_TRUE(server.AwaitRequests(4));
  agent_.ExpectFault("malformed", "lines cannot be read");
  const auto said = [&] { return agent_.LogLines("msg=\"collection fails\""); };
  is_mended = true;
  EXPECT_TRUE(Eventually([&] { return said().size() == 2; }));
  ASSERT_TRUE(server.AwaitRequests(server.requests().size() + 3));
  EXPECT_EQ(said().size(), 2U);
}

TEST_F(EndpointConnection, AMissingKeyIsToldFromOneThatIsRefused) {
  const ScriptedServer server(InTurn({With(401, "")}));
  const std::string file = agent_.folder() / "key";
  std::ofstream(file) << "odin_t0ken";
  agent_.Start(server.url(), kShort, ", api_key_file: '" + file + "'");
  agent_.ExpectFault("unauthorized", "HTTP 401");
  std::filesystem::remove(file);
  EXPECT_TRUE(agent_.process().WaitForText("No such file", seconds(30)));
  std::ofstream(file) << "odin_an0ther";
  EXPECT_TRUE(Eventually([&] { return agent_.LogLines("HTTP 401").size() == 2; }));
}

TEST_F(EndpointConnection, ARedirectToAnotherServerIsNotFollowed) {
  const ScriptedServer elsewhere(InTurn({With(200, "odin_printers_total 1\n")}));
  auto faulty = std::make_unique<ScriptedServer>(
      InTurn({With(307, "", "Location: " + elsewhere.url() + "/api/metrics\r\n")}));
  const std::uint16_t port = faulty->port();
  agent_.Start(faulty->url(), kLong, ", api_key: odin_t0ken");
  agent_.ExpectFault("rejected",
                     "redirects to " + elsewhere.url() + "/api/metrics, which is another");
  EXPECT_THAT(elsewhere.requests(), IsEmpty());
  faulty.reset();
  agent_.Heal(port);
  agent_.ExpectRecovery();
}

TEST_F(EndpointConnection, ASilentEndpointDoesNotDelayShutdown) {
  const ScriptedServer silent(InTurn({Silence()}));
  agent_.Start(silent.url(), "60s");
  ASSERT_TRUE(silent.AwaitRequests(1));
  agent_.process().Signal(SIGTERM);
  EXPECT_EQ(agent_.process().Wait(Promptly()), 0);
}

TEST_F(EndpointConnection, ASecretThatIsEchoedIsHidden) {
  const ScriptedServer echo([n = 0](const ReceivedRequest& request) mutable {
    const std::string said = "you are " + request.headers.at("x-api-key");
    return ++n % 2 == 0 ? With(200, "odin_a 1\n{" + said + "\n")
                        : With(401, said, "Content-Type: text/" + said + "\r\n");
  });
  agent_.Start(echo.url(), kLong, ", api_key: odin_t0ken");
  ASSERT_TRUE(agent_.process().WaitForText("HTTP 401", seconds(30)));
  ASSERT_TRUE(agent_.process().WaitForText("reason=malformed", seconds(30)));
  EXPECT_THAT(agent_.process().Errors(), HasSubstr("you are ***"));
  EXPECT_THAT(agent_.process().Errors(), testing::Not(HasSubstr("t0ken")));
}

// A part of a key in a log is as bad as the whole for whoever guesses the rest.
TEST_F(EndpointConnection, ASecretThatIsEchoedWhereTheLogCutsItsLineIsHidden) {
  constexpr const char* kKey = "odin_S3CRET-t0ken/with+signs&more";
  const ScriptedServer echo([n = 0](const ReceivedRequest& request) mutable {
    const std::string& key = request.headers.at("x-api-key");
    ++n;
    // Of each length before it, so that each cut is met; and in the writings of others.
    std::string text = "odin_a 1\nodin_b 1\n";
    for (int i = 0; i < 5; ++i) {
      text += "{" + std::string(static_cast<std::size_t>(165 + n % 40 + i), '.') + key + "\n";
    }
    if (n % 3 == 0) return With(200, text);
    const std::string encoded = base::PercentEncode(key) + " " + base::Base64Encode("key:" + key);
    if (n % 3 == 1)
      return With(401, std::string(static_cast<std::size_t>(n % 40 + 150), '.') + encoded);
    return With(307, "", "Location: https://sso/" + std::string(150, '.') + encoded + "\r\n");
  });
  agent_.Start(echo.url(), "100ms", std::string(", api_key: '") + kKey + "'");
  ASSERT_TRUE(echo.AwaitRequests(130));
  const std::string log = agent_.process().Errors();
  EXPECT_THAT(log, HasSubstr("HTTP 401"));
  EXPECT_THAT(log, HasSubstr("reason=malformed"));
  EXPECT_THAT(log, HasSubstr("HTTP 307"));
  for (const char* part : {"S3CRET", "odin_S", "t0ken", "T2Rpbl", "UzNDUkVU", "b2Rpb"}) {
    EXPECT_THAT(log, testing::Not(HasSubstr(part)));
  }
}

}  // namespace
}  // namespace agent::test
