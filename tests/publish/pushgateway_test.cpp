#include "agent/publish/pushgateway.hpp"

#include <gmock/gmock.h>

#include <deque>
#include <utility>

#include "support/manual_clock.hpp"
#include "support/scripted_server.hpp"

namespace agent::publish {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

const exposition::Rendered kExposition{"odin_printers_total 20\n", "gzip bytes"};

net::HttpReply Status(int status, std::string body = "") {
  net::HttpReply reply;
  reply.status = status;
  reply.body = std::move(body);
  return reply;
}

net::HttpReply TransportFailure(net::TransportError error) {
  net::HttpReply reply;
  reply.error = error;
  reply.detail = "the cause";
  return reply;
}

// A Pushgateway whose HTTP client gives the replies of a list and keeps the requests.
class PushgatewayTest : public testing::Test {
 protected:
  class FakeClient final : public net::HttpClient {
   public:
    explicit FakeClient(PushgatewayTest& test) : test_(test) {}

    net::HttpReply Send(const net::HttpRequest& request, std::stop_token) override {
      test_.requests_.push_back(request);
      test_.clock_.Advance(test_.each_takes_);
      net::HttpReply reply = std::move(test_.replies_.at(0));
      test_.replies_.pop_front();
      reply.body_bytes_sent = request.body.size();
      return reply;
    }

   private:
    PushgatewayTest& test_;
  };

  Pushgateway MakePushgateway() {
    return {config_, "berlin-1", std::make_unique<FakeClient>(*this), clock_};
  }

  PushOutcome PublishTo(net::HttpReply reply) {
    config_.compression = config::Compression::kNone;
    replies_ = {std::move(reply)};
    return MakePushgateway().Publish(kExposition, {});
  }

  PushgatewayTest() { config_.http.url = "http://push.example.com:9091/prefix"; }

  test::ManualClock clock_;
  config::PushgatewayConfig config_;
  std::deque<net::HttpReply> replies_;
  std::vector<net::HttpRequest> requests_;
  milliseconds each_takes_{0};
};

TEST_F(PushgatewayTest, ReplacesTheGroupByACompressedPut) {
  replies_ = {Status(200)};
  const PushOutcome outcome = MakePushgateway().Publish(kExposition, {});
  EXPECT_EQ(outcome.result, PushResult::kOk);
  EXPECT_EQ(outcome.http_status, 200);
  EXPECT_EQ(outcome.detail, "");
  EXPECT_EQ(outcome.bytes_sent, kExposition.gzip.size());
  ASSERT_EQ(requests_.size(), 1U);
  EXPECT_EQ(requests_[0].method, "PUT");
  EXPECT_EQ(requests_[0].url, "http://push.example.com:9091/prefix/metrics/job/odin/site/berlin-1");
  EXPECT_THAT(requests_[0].headers,
              ElementsAre(Pair("Content-Type", "text/plain; version=0.0.4; charset=utf-8"),
                          Pair("Content-Encoding", "gzip")));
  EXPECT_EQ(requests_[0].body, kExposition.gzip);
  EXPECT_EQ(requests_[0].timeout, config_.timeout);
}

TEST_F(PushgatewayTest, SendsPlainTextWithoutCompression) {
  EXPECT_EQ(PublishTo(Status(202)).result, PushResult::kOk);
  EXPECT_EQ(requests_[0].body, kExposition.text);
  EXPECT_THAT(requests_[0].headers, ElementsAre(Pair("Content-Type", testing::_)));
}

TEST_F(PushgatewayTest, RetiresTheGroupWithinTheGivenTimeout) {
  replies_ = {Status(202)};
  const PushOutcome outcome = MakePushgateway().Retire(seconds(5), {});
  EXPECT_EQ(outcome.result, PushResult::kOk);
  EXPECT_EQ(requests_[0].method, "DELETE");
  EXPECT_EQ(requests_[0].url, "http://push.example.com:9091/prefix/metrics/job/odin/site/berlin-1");
  EXPECT_EQ(requests_[0].body, "");
  EXPECT_EQ(requests_[0].timeout, seconds(5));
}

TEST_F(PushgatewayTest, FallsBackFromGzipOnceAndRemembers) {
  for (const int refusal : {400, 415}) {
    requests_.clear();
    replies_ = {Status(refusal), Status(200), Status(200)};
    each_takes_ = seconds(3);
    Pushgateway gateway = MakePushgateway();
    const PushOutcome outcome = gateway.Publish(kExposition, {});
    EXPECT_EQ(outcome.result, PushResult::kOk);
    EXPECT_EQ(outcome.bytes_sent, kExposition.gzip.size() + kExposition.text.size());
    EXPECT_EQ(gateway.Publish(kExposition, {}).result, PushResult::kOk);
    ASSERT_EQ(requests_.size(), 3U);
    EXPECT_EQ(requests_[0].body, kExposition.gzip);
    EXPECT_EQ(requests_[1].body, kExposition.text);
    EXPECT_EQ(requests_[1].timeout, config_.timeout - seconds(3));
    EXPECT_EQ(requests_[2].body, kExposition.text);
    EXPECT_EQ(requests_[2].timeout, config_.timeout);
  }
}

TEST_F(PushgatewayTest, ReportsThePlainReplyAndForgetsAFallbackThatFailed) {
  replies_ = {Status(400, "no gzip"), Status(400, "bad metric"), Status(200)};
  Pushgateway gateway = MakePushgateway();
  const PushOutcome outcome = gateway.Publish(kExposition, {});
  EXPECT_EQ(outcome.result, PushResult::kRejected);
  EXPECT_THAT(outcome.detail, HasSubstr("bad metric"));
  EXPECT_EQ(gateway.Publish(kExposition, {}).result, PushResult::kOk);
  EXPECT_EQ(requests_.at(2).body, kExposition.gzip);
}

TEST_F(PushgatewayTest, DoesNotFallBackWithoutTimeLeftOrPermission) {
  replies_ = {Status(415)};
  each_takes_ = config_.timeout;
  EXPECT_EQ(MakePushgateway().Publish(kExposition, {}).http_status, 415);
  each_takes_ = seconds(0);
  config_.compression = config::Compression::kGzip;
  replies_ = {Status(415)};
  EXPECT_EQ(MakePushgateway().Publish(kExposition, {}).http_status, 415);
  EXPECT_EQ(requests_.size(), 2U);
}

TEST_F(PushgatewayTest, SortsEveryStatus) {
  const std::pair<int, PushResult> cases[] = {
      {200, PushResult::kOk},           {202, PushResult::kOk},
      {301, PushResult::kRejected},     {307, PushResult::kRejected},
      {400, PushResult::kRejected},     {401, PushResult::kUnauthorized},
      {403, PushResult::kUnauthorized}, {404, PushResult::kRejected},
      {405, PushResult::kRejected},     {413, PushResult::kTooLarge},
      {407, PushResult::kConnect},      {418, PushResult::kRejected},
      {429, PushResult::kRateLimited},  {500, PushResult::kServerError},
      {503, PushResult::kServerError},
  };
  for (const auto& [status, result] : cases) {
    const PushOutcome outcome = PublishTo(Status(status));
    EXPECT_EQ(outcome.result, result) << status;
    EXPECT_EQ(outcome.http_status, status);
    EXPECT_EQ(outcome.detail.empty(), result == PushResult::kOk) << status;
  }
}

TEST_F(PushgatewayTest, SortsEveryTransportError) {
  using net::TransportError;
  const std::pair<TransportError, PushResult> cases[] = {
      {TransportError::kDns, PushResult::kDns},
      {TransportError::kConnect, PushResult::kConnect},
      {TransportError::kTimeout, PushResult::kTimeout},
      {TransportError::kTls, PushResult::kTls},
      {TransportError::kCredentials, PushResult::kUnauthorized},
      {TransportError::kCancelled, PushResult::kCancelled},
  };
  for (const auto& [error, result] : cases) {
    const PushOutcome outcome = PublishTo(TransportFailure(error));
    EXPECT_EQ(outcome.result, result);
    EXPECT_EQ(outcome.detail, "the cause");
  }
  const PushOutcome outcome = PublishTo(TransportFailure(TransportError::kTooLarge));
  EXPECT_EQ(outcome.result, PushResult::kServerError);
  EXPECT_EQ(outcome.detail, "the cause: is this a Pushgateway?");
}

TEST_F(PushgatewayTest, QuotesTheStartOfTheReply) {
  EXPECT_EQ(PublishTo(Status(400, "pushed metrics are invalid:\n" + std::string(500, 'x'))).detail,
            "http://push.example.com:9091/prefix/metrics/job/odin/site/berlin-1: HTTP 400: refuses "
            "the metrics: it says: pushed metrics are invalid: " +
                std::string(172, 'x') + "…");
}

TEST_F(PushgatewayTest, SaysWhereARedirectLeads) {
  net::HttpReply reply = Status(308);
  reply.location = "https://u:s3cret@new.example.com/metrics";
  EXPECT_THAT(PublishTo(reply).detail,
              HasSubstr("redirects to https://***@new.example.com/metrics, which is not followed: "
                        "set url to where the Pushgateway is now"));
}

TEST_F(PushgatewayTest, SaysWhichCredentialsToLookAt) {
  EXPECT_THAT(PublishTo(Status(401)).detail, HasSubstr("set basic_auth or authorization"));
  config_.http.basic_auth = {"berlin-1", {base::Secret("s3cret"), ""}};
  EXPECT_THAT(PublishTo(Status(401)).detail, HasSubstr("check basic_auth"));
  config_.http.basic_auth.reset();
  config_.http.authorization = {"Bearer", {base::Secret("s3cret"), ""}};
  EXPECT_THAT(PublishTo(Status(403)).detail, HasSubstr("check authorization"));
}

TEST_F(PushgatewayTest, MeasuresTheClockAgainstTheServers) {
  net::HttpReply reply = Status(200);
  EXPECT_EQ(PublishTo(reply).clock_skew, std::nullopt);
  reply.date = clock_.Now() - seconds(90);
  EXPECT_EQ(PublishTo(reply).clock_skew, seconds(90));
  reply.date = clock_.Now() + std::chrono::hours(24 * 365 * 56);
  EXPECT_EQ(PublishTo(reply).clock_skew, -std::chrono::hours(24 * 365 * 56));
}

TEST_F(PushgatewayTest, PassesRetryAfterOn) {
  net::HttpReply reply = Status(429);
  reply.retry_after = seconds(17);
  EXPECT_EQ(PublishTo(reply).retry_after, seconds(17));
}

TEST(Pushgateway, PushesOverARealConnection) {
  const test::ScriptedServer server(test::InTurn({test::Reply(415), test::Reply(200)}));
  config::PushgatewayConfig config;
  config.http.url = server.url();
  Pushgateway gateway(config, "Köln/Halle 2", net::MakeHttpClient(config.http),
                      base::SystemClock());
  const PushOutcome outcome = gateway.Publish(kExposition, {});
  EXPECT_EQ(outcome.result, PushResult::kOk) << outcome.detail;
  EXPECT_EQ(outcome.bytes_sent, kExposition.gzip.size() + kExposition.text.size());
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].target, "/metrics/job/odin/site@base64/S8O2bG4vSGFsbGUgMg==");
  EXPECT_EQ(requests[0].headers.at("content-encoding"), "gzip");
  EXPECT_EQ(requests[0].body, kExposition.gzip);
  EXPECT_FALSE(requests[1].headers.contains("content-encoding"));
  EXPECT_EQ(requests[1].body, kExposition.text);
  EXPECT_EQ(requests[1].connection, 0U);
}

}  // namespace
}  // namespace agent::publish
