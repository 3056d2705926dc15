// What the agent says of a gateway: when it says it, and in which words.
#include <gmock/gmock.h>
#include <sys/timex.h>

#include <atomic>
#include <ctime>
#include <fstream>
#include <mutex>

#include "integration/gateway_fixture.hpp"
#include "support/eventually.hpp"
#include "support/http.hpp"
#include "support/servers.hpp"

namespace agent::test {
namespace {

using std::chrono::seconds;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class GatewayWords : public GatewayFixture {
 protected:
  // Waits for two more pushes to fail, which is when a line of the first has been written.
  void AwaitTwoMore() {
    const auto failed = [this] {
      double count = 0;
      for (const auto& [_, failures] : Failures(url_)) count += failures;
      return count;
    };
    const double before = failed();
    ASSERT_TRUE(Eventually([&] { return failed() >= before + 2; })) << daemon_->process().Errors();
  }
};

TEST_F(GatewayWords, ComeAnewWhenSomethingElseIsToBeDone) {
  std::mutex mutex;
  Answer answer = Reply(404);
  const ScriptedServer server(LikeAPushgateway([&](const ReceivedRequest&) {
    const std::lock_guard lock(mutex);
    return answer;
  }));
  const auto answer_with = [&](Answer next) {
    {
      const std::lock_guard lock(mutex);
      answer = std::move(next);
    }
    AwaitTwoMore();
  };
  Start(server.url(), "timeout: 20s");
  AwaitTwoMore();
  answer_with(Reply(400, "text format parsing error in line 3: invalid metric name"));
  answer_with(Reply(400, "pushed metrics are invalid or inconsistent with existing metrics"));
  answer_with(Reply(301, "", "Location: http://elsewhere.test/\r\n"));
  answer_with(Reply(404));
  EXPECT_THAT(LogLines("push fails", url_),
              ElementsAre(HasSubstr("HTTP 404"), HasSubstr("text format parsing error"),
                          HasSubstr("inconsistent with existing metrics"), HasSubstr("HTTP 301"),
                          HasSubstr("HTTP 404")));
}

TEST_F(GatewayWords, ComeOnceThoughNumbersInThemDiffer) {
  std::atomic<int> number = 0;
  const ScriptedServer server([&](const ReceivedRequest&) {
    const std::string id = std::to_string(++number);
    switch (number % 3) {
      case 0:
        return Reply(400, "text format parsing error in line " + id);
      default:
        return Reply(400, "text format parsing error in line " + id + ": it has " + id + " bytes");
    }
  });
  Start(server.url(), "timeout: 20s");
  AwaitTwoMore();
  AwaitTwoMore();
  AwaitTwoMore();
  EXPECT_EQ(LogLines("push fails", url_).size(), 1U) << daemon_->process().Errors();
}

TEST_F(GatewayWords, TellAMissingPasswordFromAWrongOne) {
  const ScriptedServer server([](const ReceivedRequest&) { return Reply(401); });
  const std::string file = dir_.Write("password", "right");
  Start(server.url(),
        "timeout: 20s, basic_auth: {username: berlin, password_file: '" + file + "'}");
  AwaitTwoMore();
  std::filesystem::remove(file);
  AwaitTwoMore();
  dir_.Write("password", "wrong");
  AwaitTwoMore();
  EXPECT_THAT(LogLines("push fails", url_),
              ElementsAre(HasSubstr("HTTP 401"), HasSubstr("No such file"), HasSubstr("HTTP 401")));
}

TEST_F(GatewayWords, SayOnceThatGzipIsGivenUp) {
  const ScriptedServer old(LikeAPushgateway([](const ReceivedRequest& request) {
    return request.headers.contains("content-encoding") ? Reply(400, "invalid metric name")
                                                        : Reply(202);
  }));
  Start(old.url(), "timeout: 20s");
  ASSERT_TRUE(Eventually([&] { return PushesTo(old) >= 10; }));
  const std::string message =
      "the gateway does not read gzip: pushes go uncompressed, and gzip is "
      "tried again every hour";
  EXPECT_EQ(LogLines(message, url_).size(), 1U) << daemon_->process().Errors();
  int compressed = 0;
  for (const auto& request : old.requests()) {
    compressed += request.headers.contains("content-encoding") ? 1 : 0;
  }
  EXPECT_EQ(compressed, 2);
  EXPECT_EQ(LogLines("push fails", url_).size(), 0U);
}

TEST_F(GatewayWords, DoNotMentionAStray400AndGzipGoesOn) {
  const ScriptedServer server(LikeAPushgateway(InTurn({Reply(400), Reply(202)})));
  Start(server.url(), "timeout: 20s");
  ASSERT_TRUE(Eventually([&] { return PushesTo(server) >= 4; }));
  EXPECT_TRUE(server.requests().back().headers.contains("content-encoding"));
  EXPECT_THAT(daemon_->process().Errors(), Not(HasSubstr("gzip")));
}

// The Pushgateway repeats all labels of a metric, and says only then what is wrong with it.
TEST(GatewayReplyWords, KeepWhatAPushgatewaySaysLast) {
  const PushgatewayServer gateway;
  const std::string note(600, 'x');
  ASSERT_EQ(Send(gateway.port(), {.method = "PUT",
                                  .path = "/metrics/job/other",
                                  .body = "# TYPE odin_printers_total counter\n"
                                          "odin_printers_total{note=\"" +
                                          note + "\"} 3\n"})
                .status,
            200);
  const TempDir dir;
  const Finished push =
      RunAgent({"once", "--push", "--config",
                WriteConfig(dir, {.pushgateways = {gateway.url()},
                                  .more = "external_labels: {note: " + note + "}\n"})});
  EXPECT_EQ(push.status, 1);
  EXPECT_THAT(push.errors, AllOf(HasSubstr("it says: pushed metrics are invalid"),
                                 HasSubstr("odin_printers_total"), HasSubstr("} is not a ")));
}

TEST(GatewayReplyWords, ShowNeitherMarkupNorNoise) {
  const TempDir dir;
  const auto push = [&](const std::string& body) {
    const ScriptedServer server(InTurn({Reply(502, body)}));
    return RunAgent(
               {"once", "--push", "--config", WriteConfig(dir, {.pushgateways = {server.url()}})})
        .errors;
  };
  EXPECT_THAT(push("<html>\n<head><title>502 Bad Gateway</title></head>\n<body><center><h1>502 Bad "
                   "Gateway</h1></center></body></html>"),
              AllOf(HasSubstr("it says: 502 Bad Gateway\""), Not(HasSubstr("<"))));
  EXPECT_THAT(push(std::string("\x1F\x8B\x08\x00\x00\x01\xFF\xFE\x80\x81\x82\x83", 12)),
              HasSubstr("it says: 12 bytes of binary data"));
}

std::string HttpDate(std::time_t time) {
  std::tm parts{};
  char text[40];
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", ::gmtime_r(&time, &parts));
  return text;
}

// Whose clock is wrong goes by what the kernel says of this machine's.
TEST(GatewayClock, ThatDiffersIsNotBlamedOnAMachineThatIsSynchronised) {
  const std::time_t behind = std::time(nullptr) - 7200;
  const ScriptedServer server([&](const ReceivedRequest&) {
    return Reply(400, "odin-agent-asks-whether-a-pushgateway-is-here",
                 "Date: " + HttpDate(behind) + "\r\n");
  });
  const TempDir dir;
  const Finished check =
      RunAgent({"check", "--config", WriteConfig(dir, {.pushgateways = {server.url()}})});
  EXPECT_EQ(check.status, 1);
  EXPECT_THAT(check.output, AllOf(HasSubstr("✗ pushgateway: " + server.url() +
                                            ": takes pushes, but the gateway's clock is 2h"),
                                  HasSubstr("behind this machine's. "), HasSubstr("timedatectl")));
  timex state{};
  const bool is_synchronised = ::adjtimex(&state) != TIME_ERROR;
  EXPECT_EQ(check.output.find("set-ntp true") == std::string::npos, is_synchronised)
      << check.output;
}

}  // namespace
}  // namespace agent::test
