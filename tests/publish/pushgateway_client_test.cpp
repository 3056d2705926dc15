#include "agent/publish/pushgateway_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/scripted_server.hpp"

namespace agent::prune {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string ErrorOf(const test::Answer& answer) {
  const test::ScriptedServer server(test::InTurn({answer}));
  config::PushgatewayConfig config;
  config.http.url = server.url();
  return MakeGateway(config).Read("odin", {}).error;
}

constexpr const char* kDate = "Date: Wed, 25 Nov 2026 03:47:32 GMT\r\n";

TEST(Gateway, TellsTheTimeOfItsReading) {
  const test::ScriptedServer server(
      test::InTurn({test::Reply(200, R"({"status":"success","data":[]})", kDate)}));
  config::PushgatewayConfig config;
  config.http.url = server.url();
  const Reading reading = MakeGateway(config).Read("odin", {});
  EXPECT_EQ(reading.error, "");
  EXPECT_EQ(reading.now, base::WallTime(std::chrono::seconds(1795578452)));
}

TEST(Gateway, SaysWhatIsWrong) {
  EXPECT_THAT(ErrorOf(test::Reply(200, R"({"status":"success","data":[]})")),
              HasSubstr("/api/v1/metrics: the reply has no Date"));
  EXPECT_THAT(ErrorOf(test::Reply(200, "<html>", kDate)),
              AllOf(HasSubstr("/api/v1/metrics: the reply is no JSON"), HasSubstr("1.0 or later")));
  EXPECT_THAT(ErrorOf(test::Reply(401, "Unauthorized")),
              HasSubstr("HTTP 401: wants credentials: set --basic-auth-username or "
                        "--bearer-token-file: it says: Unauthorized"));
  EXPECT_THAT(ErrorOf(test::Reply(404)), HasSubstr("path prefix"));
  EXPECT_THAT(ErrorOf(test::Reply(302)), HasSubstr("redirects"));
  EXPECT_THAT(ErrorOf(test::Reply(500)), HasSubstr("fails on its own side"));
  EXPECT_THAT(ErrorOf(test::Reply(418)),
              HasSubstr("a reply that no Pushgateway gives: check --url"));
}

TEST(Gateway, TakesNoAnswerButAPushgatewaysForADeletion) {
  const auto deletion = [](const test::Answer& answer) {
    const test::ScriptedServer server(test::InTurn({answer}));
    config::PushgatewayConfig config;
    config.http.url = server.url();
    return MakeGateway(config).Delete({.labels = {{"job", "odin"}, {"site", "b"}}}, {});
  };
  EXPECT_EQ(deletion(test::Reply(202)), "");
  EXPECT_THAT(deletion(test::Reply(200)), HasSubstr("no Pushgateway is there"));
  EXPECT_THAT(deletion(test::Reply(204)), HasSubstr("right in --url?"));
}

// 256 MB are not worth a test's time: the limit is the client's, and tested there.
TEST(Gateway, NamesItsLimit) {
  class TooMuch final : public net::HttpClient {
    net::HttpReply Send(const net::HttpRequest& request, std::stop_token) override {
      net::HttpReply reply;
      EXPECT_EQ(request.max_reply_bytes, 256U << 20);
      reply.error = net::TransportError::kTooLarge;
      return reply;
    }
  };
  config::PushgatewayConfig config;
  config.http.url = "http://push";
  EXPECT_THAT(Gateway(config, std::make_unique<TooMuch>()).Read("odin", {}).error,
              HasSubstr("http://push/api/v1/metrics: more than 256 MB of metrics"));
}

}  // namespace
}  // namespace agent::prune
