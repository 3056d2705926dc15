// A gateway that takes the connection and answers wrongly, slowly or not at all.
#include <gmock/gmock.h>

#include <atomic>

#include "integration/gateway_fixture.hpp"
#include "support/eventually.hpp"

namespace agent::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

struct ReplyFault {
  const char* name;
  Answer answer;
  const char* reason;
  const char* words;  // of the log: what happened and what to do
  const char* timeout = "20s";
};

Answer Trickle() {
  Answer answer = Reply(202);
  answer.pause = seconds(1);
  return answer;
}

Answer Gigabyte() {
  Answer answer{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n"};
  answer.filler_bytes = 1'000'000'000;
  return answer;
}

const ReplyFault kReplyFaults[] = {
    {"SilentBeforeTheReply", Silence(), "timeout", "does not answer within 1s", "1s"},
    {"SilentInTheMiddleOfTheReply",
     CutAfter(60, Reply(400, std::string(1000, 'x')), Answer::Then::kSilence), "timeout",
     "does not finish its reply within 1s", "1s"},
    {"TricklesAByteASecond", Trickle(), "timeout", "does not answer within 1s", "1s"},
    {"ClosesWithoutAReply",
     {.bytes = "", .then = Answer::Then::kClose},
     "connect",
     "closed the connection without a reply"},
    {"CutsTheReplyShort", CutAfter(60, Reply(202, std::string(1000, 'x')), Answer::Then::kClose),
     "connect", "closed the connection before its reply was complete"},
    {"Resets",
     {.bytes = "", .then = Answer::Then::kReset},
     "connect",
     "broke: Connection reset by peer"},
    {"SpeaksNoHttp",
     {.bytes = "SSH-2.0-OpenSSH_9.2\r\n", .then = Answer::Then::kClose},
     "connect",
     "does not speak HTTP: check scheme and port in url"},
    {"RepliesAGigabyte", Gigabyte(), "server_error",
     "is larger than 65536 bytes: is this a Pushgateway?"},
    {"Replies400", Reply(400, "text format parsing error in line 1"), "rejected",
     "HTTP 400: refuses the metrics: it says: text format parsing error in line 1"},
    {"WantsHttps",
     Reply(400, "<html>\r\n<head><title>400 The plain HTTP request was sent to HTTPS port</title>"),
     "tls", "speaks https, not http: write https:// in url"},
    {"Replies401", Reply(401), "unauthorized",
     "HTTP 401: wants credentials: set basic_auth or authorization"},
    {"Replies403", Reply(403), "unauthorized", "HTTP 403: wants credentials"},
    {"Replies404", Reply(404), "rejected", "is a path prefix missing in url?"},
    {"Replies413", Reply(413), "too_large", "raise its or its proxy's limit"},
    {"Replies429", Reply(429, "", "Retry-After: 1\r\n"), "rate_limited", "push less often"},
    {"Replies500", Reply(500, "disk full"), "server_error",
     "HTTP 500: fails on its own side: it says: disk full"},
    {"Replies503", Reply(503), "server_error", "HTTP 503: fails on its own side"},
};

std::string NameOf(const testing::TestParamInfo<ReplyFault>& info) { return info.param.name; }

class GatewayReplyFault : public GatewayFixture, public testing::WithParamInterface<ReplyFault> {
 protected:
  std::unique_ptr<ScriptedServer> faulty_ =
      std::make_unique<ScriptedServer>(InTurn({GetParam().answer}));
};

TEST_P(GatewayReplyFault, IsLoggedOnceAndLeavesTheRestAlone) {
  Start(faulty_->url(), "timeout: " + std::string(GetParam().timeout));
  ExpectFault(GetParam().reason, GetParam().words);
  const std::uint16_t port = faulty_->port();
  faulty_.reset();
  const ScriptedServer healed(Healthy(), port);
  ExpectRecovery(healed);
}

TEST_P(GatewayReplyFault, DoesNotDelayShutdown) {
  Start(faulty_->url(), "timeout: 60s");
  ASSERT_TRUE(faulty_->AwaitRequests(1));
  ExpectEndsAtOnce();
}

INSTANTIATE_TEST_SUITE_P(Gateway, GatewayReplyFault, testing::ValuesIn(kReplyFaults), NameOf);

class GatewayReply : public GatewayFixture {};

std::string HttpDate(std::time_t time) {
  std::tm parts{};
  char text[40];
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", ::gmtime_r(&time, &parts));
  return text;
}

// The gateway's own clock counts, a day ahead of this machine's.
TEST_F(GatewayReply, RetryAfterIsKeptInSecondsAndAsADate) {
  const std::time_t tomorrow = std::time(nullptr) + 86'400;
  for (const std::string& retry_after : {std::string("2"), HttpDate(tomorrow + 2)}) {
    std::atomic<steady_clock::rep> first{0};
    std::atomic<steady_clock::rep> second{0};
    const ScriptedServer busy(LikeAPushgateway([&](const ReceivedRequest&) {
      const auto now = steady_clock::now().time_since_epoch().count();
      if (first == 0) {
        first = now;
        return Reply(429, "",
                     "Date: " + HttpDate(tomorrow) + "\r\nRetry-After: " + retry_after + "\r\n");
      }
      if (second == 0) second = now;
      return Reply(202);
    }));
    Start(busy.url(), "timeout: 20s");
    ASSERT_TRUE(busy.AwaitRequests(2));
    EXPECT_GE(steady_clock::duration(second - first), seconds(2)) << retry_after;
    ExpectRecovery(busy);
    daemon_.reset();
  }
}

TEST_F(GatewayReply, TwoJobsAtOneGatewayAreToldApart) {
  const ScriptedServer server(LikeAPushgateway([](const ReceivedRequest& request) {
    return request.target.starts_with("/metrics/job/bad/") ? Reply(400, "no") : Reply(202);
  }));
  const std::string url = "{url: '" + server.url() + "', job: ";
  const Daemon daemon(RunWith(
      WriteConfig(dir_, {.pushgateways = {url + "good}", url + "bad}"},
                         .collect = "{interval: 200ms, timeout: 200ms, keep_last_for: 30s}"})));
  const auto count = [&](const std::string& name, std::map<std::string, std::string> labels) {
    const Samples samples = daemon.Served();
    const auto found = samples.find({name, std::move(labels)});
    return found == samples.end() ? -1 : found->second;
  };
  const std::string good = server.url() + "/metrics/job/good";
  const std::string bad = server.url() + "/metrics/job/bad";
  EXPECT_TRUE(Eventually([&] {
    return count("odin_agent_push_failures_total", {{"gateway", bad}, {"reason", "rejected"}}) > 1;
  }));
  EXPECT_TRUE(Eventually([&] {
    return count("odin_agent_pushes_total", {{"gateway", good}}) > 1;
  }));
  EXPECT_EQ(count("odin_agent_push_failures_total", {{"gateway", good}, {"reason", "rejected"}}),
            0);
  EXPECT_TRUE(daemon.process().WaitForText("gateway=" + bad + " reason=rejected", seconds(30)));
}

// What the hint names is what to write: the base, not the group's own address.
TEST_F(GatewayReply, ARedirectsHintWorksWhenItIsPasted) {
  const ScriptedServer elsewhere(Healthy());
  const std::string group = "/metrics/job/odin/site/berlin-1";
  const ScriptedServer moved(
      InTurn({Reply(308, "", "Location: " + elsewhere.url() + "/new" + group + "\r\n")}));
  Start(moved.url() + "/old", "timeout: 20s");
  ExpectFault("rejected", "set url to " + elsewhere.url() + "/new\"");
  daemon_.reset();
  Start(elsewhere.url() + "/new", "timeout: 20s");
  ASSERT_TRUE(elsewhere.AwaitRequests(1));
  EXPECT_EQ(elsewhere.requests().at(0).target, "/new" + group);
}

TEST_F(GatewayReply, ARedirectToAnotherHostIsNotFollowed) {
  const ScriptedServer elsewhere(Healthy());
  auto moved = std::make_unique<ScriptedServer>(
      InTurn({Reply(307, "", "Location: " + elsewhere.url() + "/metrics/job/odin\r\n")}));
  Start(moved->url(), "basic_auth: {username: berlin, password: tr0ub4dor}");
  ExpectFault("rejected", "redirects to " + elsewhere.url() +
                              "/metrics/job/odin, which is not followed: set url to where the "
                              "Pushgateway is now");
  const std::uint16_t port = moved->port();
  moved.reset();
  const ScriptedServer healed(Healthy(), port);
  ExpectRecovery(healed);
  EXPECT_TRUE(elsewhere.requests().empty());
}

}  // namespace
}  // namespace agent::test
