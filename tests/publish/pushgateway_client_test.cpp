#include "agent/publish/pushgateway_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/scripted_server.hpp"

namespace agent::publish {
namespace {

using testing::AllOf;
using testing::HasSubstr;

PushgatewayClient ClientOf(const std::string& url) {
  config::PushgatewayConfig config;
  config.http.url = url;
  return {config, {}, net::MakeHttpClient(config.http), base::SystemClock()};
}

Outcome OutcomeOf(const test::Answer& answer) {
  const test::ScriptedServer server(test::InTurn({answer}));
  return ClientOf(server.url()).ReadGroups("odin", {}).outcome;
}

constexpr const char* kDate = "Date: Wed, 25 Nov 2026 03:47:32 GMT\r\n";

TEST(PushgatewayClient, TellsTheTimeOfItsReading) {
  const test::ScriptedServer server(
      test::InTurn({test::Reply(200, R"({"status":"success","data":[]})", kDate)}));
  const GroupsReading reading = ClientOf(server.url()).ReadGroups("odin", {});
  EXPECT_TRUE(reading.outcome.ok());
  EXPECT_EQ(reading.outcome.detail, "");
  EXPECT_EQ(reading.now, base::WallTime(std::chrono::seconds(1795578452)));
}

TEST(PushgatewayClient, SaysWhyThereIsNoReading) {
  EXPECT_THAT(OutcomeOf(test::Reply(200, R"({"status":"success","data":[]})")).detail,
              HasSubstr("/api/v1/metrics: the reply has no Date"));
  EXPECT_THAT(OutcomeOf(test::Reply(200, "<html>", kDate)).detail,
              AllOf(HasSubstr("/api/v1/metrics: the reply is no JSON"), HasSubstr("1.0 or later")));
  EXPECT_THAT(OutcomeOf(test::Reply(404)).detail, HasSubstr("path prefix"));
  EXPECT_THAT(OutcomeOf(test::Reply(302)).detail, HasSubstr("redirects"));
  EXPECT_THAT(OutcomeOf(test::Reply(500)).detail, HasSubstr("fails on its own side"));
}

TEST(PushgatewayClient, GivesTheReasonOfAReadingThatFails) {
  EXPECT_EQ(OutcomeOf(test::Reply(200, R"({"status":"success","data":[]})")).reason,
            Reason::kRejected);
  EXPECT_EQ(OutcomeOf(test::Reply(200, "<html>", kDate)).reason, Reason::kNotPushgateway);
  EXPECT_EQ(OutcomeOf(test::Reply(401)).reason, Reason::kUnauthorized);
  EXPECT_EQ(OutcomeOf(test::Reply(500)).reason, Reason::kServerError);
}

// A client that answers every request as if its reply were too large.
class TooMuch final : public net::HttpClient {
 public:
  net::HttpReply Send(const net::HttpRequest& request, std::stop_token) override {
    net::HttpReply reply;
    max_reply_bytes = request.max_reply_bytes;
    reply.error = net::TransportError::kTooLarge;
    reply.detail = "http://push sends too much";
    return reply;
  }

  std::size_t max_reply_bytes = 0;
};

PushgatewayClient ClientOf(std::unique_ptr<net::HttpClient> http) {
  config::PushgatewayConfig config;
  config.http.url = "http://push";
  return {config, {}, std::move(http), base::SystemClock()};
}

// 256 MB are not worth a test's time: the limit is the HTTP client's, and tested there.
TEST(PushgatewayClient, NamesTheLimitOfAReading) {
  auto http = std::make_unique<TooMuch>();
  const TooMuch& sent = *http;
  PushgatewayClient client = ClientOf(std::move(http));
  const Outcome outcome = client.ReadGroups("odin", {}).outcome;
  EXPECT_EQ(sent.max_reply_bytes, 256U << 20);
  EXPECT_EQ(outcome.reason, Reason::kTooLarge);
  EXPECT_THAT(outcome.detail, HasSubstr("http://push/api/v1/metrics: more than 256 MB of metrics"));
}

TEST(PushgatewayClient, DoesNotTakeALargeAnswerToADeletionForTooManyMetrics) {
  const Outcome outcome = ClientOf(std::make_unique<TooMuch>())
                              .DeleteGroup("/metrics/job/odin", std::chrono::seconds(1), {})
                              .outcome;
  EXPECT_EQ(outcome.detail, "http://push sends too much: is this a Pushgateway?");
}

}  // namespace
}  // namespace agent::publish
