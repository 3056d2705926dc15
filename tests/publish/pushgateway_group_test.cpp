#include "agent/publish/pushgateway_group.hpp"

#include <gmock/gmock.h>

#include <deque>
#include <utility>

#include "agent/publish/probe.hpp"
#include "support/like_pushgateway.hpp"
#include "support/manual_clock.hpp"
#include "support/scripted_server.hpp"

namespace agent::publish {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
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
      if (request.body == ProbeLine() || request.method == "GET") return test_.Tell(request);
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

  // The answer to what only asks for a Pushgateway.
  net::HttpReply Tell(const net::HttpRequest& request) {
    ask_timeouts_.push_back(request.timeout);
    clock_.Advance(each_takes_);
    if (request.url == config_.http.url + "/api/v1/status") return to_status_;
    EXPECT_EQ(request.url, config_.http.url + "/metrics/job/odin/site/berlin-1");
    if (request.method == "GET") {
      ++asked_;
      return to_get_;
    }
    EXPECT_EQ(request.method, "PUT");
    ++probes_;
    return to_probe_;
  }

  static net::HttpReply TakesGroups() {
    net::HttpReply reply = Status(405, "Method Not Allowed");
    reply.allow = "DELETE, OPTIONS, POST, PUT";
    return reply;
  }

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
  std::vector<net::HttpRequest> requests_;  // without those that only ask
  net::HttpReply to_get_ = TakesGroups();
  net::HttpReply to_status_ = Status(404);
  net::HttpReply to_probe_ = Status(403);
  std::vector<milliseconds> ask_timeouts_;
  int asked_ = 0;
  int probes_ = 0;
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

TEST_F(PushgatewayTest, GivesGzipUpWhereOnlyPlainTextIsTaken) {
  replies_ = {Status(415), Status(200), Status(200)};
  each_takes_ = seconds(3);
  Pushgateway gateway = MakePushgateway();
  const PushOutcome outcome = gateway.Publish(kExposition, {});
  EXPECT_EQ(outcome.result, PushResult::kOk);
  EXPECT_THAT(outcome.news, HasSubstr("does not read gzip"));
  EXPECT_EQ(outcome.bytes_sent, kExposition.gzip.size() + kExposition.text.size());
  EXPECT_EQ(gateway.Publish(kExposition, {}).news, "");
  ASSERT_EQ(requests_.size(), 3U);
  EXPECT_EQ(requests_[0].body, kExposition.gzip);
  EXPECT_EQ(requests_[1].body, kExposition.text);
  EXPECT_EQ(requests_[1].timeout, config_.timeout - seconds(3));
  EXPECT_EQ(requests_[2].body, kExposition.text);
  EXPECT_EQ(requests_[2].timeout, config_.timeout);
}

TEST_F(PushgatewayTest, GoesOnWithGzipAfterAStray400) {
  replies_ = {Status(400), Status(200), Status(200)};
  Pushgateway gateway = MakePushgateway();
  EXPECT_EQ(gateway.Publish(kExposition, {}).result, PushResult::kOk);
  EXPECT_EQ(gateway.Publish(kExposition, {}).result, PushResult::kOk);
  EXPECT_EQ(requests_.at(2).body, kExposition.gzip);
}

// The time that is left for the second try differs from push to push.
TEST_F(PushgatewayTest, NamesTheSameCauseHoweverMuchTimeWasLeft) {
  std::vector<std::string> causes;
  for (const char* left : {"does not answer within 7s", "does not answer within 6s"}) {
    net::HttpReply timeout = TransportFailure(net::TransportError::kTimeout);
    timeout.detail = left;
    replies_ = {Status(400, "no"), timeout};
    causes.push_back(MakePushgateway().Publish(kExposition, {}).cause);
  }
  EXPECT_EQ(causes[0], causes[1]);
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

TEST_F(PushgatewayTest, CountsNoSuccessWhereAnythingIsTaken) {
  to_get_ = Status(200);
  to_probe_ = Status(200);
  replies_ = {Status(200), Status(200)};
  Pushgateway gateway = MakePushgateway();
  const PushOutcome outcome = gateway.Publish(kExposition, {});
  EXPECT_EQ(outcome.result, PushResult::kNotPushgateway);
  EXPECT_THAT(outcome.detail, HasSubstr("takes anything, even what is no metrics"));
  to_probe_ = Status(400);
  EXPECT_EQ(gateway.Publish(kExposition, {}).result, PushResult::kOk);
}

// The Pushgateway counts probes as refused pushes, which its owner is told of.
TEST_F(PushgatewayTest, ProbesOnlyWhereNothingElseTells) {
  replies_ = {Status(200), Status(200), Status(200)};
  EXPECT_EQ(MakePushgateway().Publish(kExposition, {}).result, PushResult::kOk);
  to_get_ = Status(403);
  to_status_ = Status(200, R"({"data":{"build_information":{}}})");
  EXPECT_EQ(MakePushgateway().Publish(kExposition, {}).result, PushResult::kOk);
  EXPECT_EQ(probes_, 0);
  to_status_ = Status(403);
  to_probe_ = Status(400);
  EXPECT_EQ(MakePushgateway().Publish(kExposition, {}).result, PushResult::kOk);
  EXPECT_EQ(probes_, 1);
}

TEST_F(PushgatewayTest, AsksOnceThenAfterFailuresAndSixHours) {
  replies_ = {Status(200), Status(200), TransportFailure(net::TransportError::kConnect),
              Status(200), Status(200), Status(200)};
  Pushgateway gateway = MakePushgateway();
  std::vector<int> asked;
  for (int i = 0; i < 6; ++i) {
    if (i == 5) clock_.Advance(std::chrono::hours(6));
    static_cast<void>(gateway.Publish(kExposition, {}));
    asked.push_back(asked_);
  }
  EXPECT_THAT(asked, ElementsAre(1, 1, 1, 2, 2, 3));
}

// As with a proxy that lets a site send one request a second.
TEST_F(PushgatewayTest, AsksBeforeThePushWhereItCouldNotBeToldAfterOne) {
  to_get_ = Status(503);
  to_probe_ = Status(503);
  replies_ = {Status(200), Status(503), Status(200)};
  Pushgateway gateway = MakePushgateway();
  const PushOutcome untold = gateway.Publish(kExposition, {});
  EXPECT_EQ(untold.result, PushResult::kServerError);
  EXPECT_THAT(untold.detail, HasSubstr("the push got HTTP 200, but whether from a Pushgateway "
                                       "cannot be told: http://"));
  to_get_ = TakesGroups();
  EXPECT_EQ(gateway.Publish(kExposition, {}).result, PushResult::kServerError);
  EXPECT_EQ(asked_, 2);
  to_get_ = Status(503);
  EXPECT_EQ(gateway.Publish(kExposition, {}).result, PushResult::kOk);
}

TEST_F(PushgatewayTest, PushesOnWhereItCanNeverBeTold) {
  to_get_ = Status(403);
  replies_ = {Status(200), Status(200)};
  Pushgateway gateway = MakePushgateway();
  EXPECT_EQ(gateway.Publish(kExposition, {}).result, PushResult::kUnauthorized);
  EXPECT_EQ(gateway.Publish(kExposition, {}).result, PushResult::kUnauthorized);
  EXPECT_EQ(requests_.size(), 2U);
}

TEST_F(PushgatewayTest, KeepsFaithInAKnownOneThatCannotBeAsked) {
  replies_ = {Status(200), TransportFailure(net::TransportError::kTimeout), Status(200)};
  Pushgateway gateway = MakePushgateway();
  EXPECT_EQ(gateway.Publish(kExposition, {}).result, PushResult::kOk);
  EXPECT_EQ(gateway.Publish(kExposition, {}).result, PushResult::kTimeout);
  to_get_ = TransportFailure(net::TransportError::kTimeout);
  EXPECT_EQ(gateway.Publish(kExposition, {}).result, PushResult::kOk);
}

TEST_F(PushgatewayTest, DoesNotTakeAnyAnswerToADeleteForADeletion) {
  to_get_ = Status(202);
  to_probe_ = Status(202);
  replies_ = {Status(200)};
  EXPECT_EQ(MakePushgateway().Retire(seconds(5), {}).result, PushResult::kNotPushgateway);
  replies_ = {Status(202)};
  EXPECT_EQ(MakePushgateway().Retire(seconds(5), {}).result, PushResult::kNotPushgateway);
  replies_ = {Status(202)};
  to_probe_ = Status(405);
  EXPECT_EQ(MakePushgateway().Retire(seconds(5), {}).result, PushResult::kOk);
}

TEST_F(PushgatewayTest, SaysOfAnEmpty200ForADeletionWhatIsKnownOfIt) {
  replies_ = {Status(200)};
  const PushOutcome odd = MakePushgateway().Retire(seconds(5), {});
  EXPECT_EQ(odd.result, PushResult::kNotPushgateway);
  EXPECT_THAT(odd.detail, HasSubstr("see on its page whether the group is gone"));
  EXPECT_THAT(odd.detail, Not(HasSubstr("no Pushgateway is there")));
  replies_ = {Status(200)};
  to_get_ = Status(403);
  to_probe_ = Status(403);
  const PushOutcome untold = MakePushgateway().Retire(seconds(5), {});
  EXPECT_EQ(untold.result, PushResult::kUnauthorized);
  EXPECT_THAT(untold.detail, HasSubstr("the deletion got HTTP 200, but whether from a Pushgateway "
                                       "cannot be told: "));
}

TEST_F(PushgatewayTest, RetiresAndAsksWithinTheOneTimeout) {
  to_get_ = Status(403);
  each_takes_ = seconds(2);
  replies_ = {Status(202)};
  EXPECT_EQ(MakePushgateway().Retire(seconds(5), {}).result, PushResult::kOk);
  EXPECT_THAT(ask_timeouts_, ElementsAre(seconds(3), seconds(1), milliseconds(1)));
}

TEST_F(PushgatewayTest, NamesTheSameCauseHoweverMuchTimeWasLeftToAsk) {
  std::vector<std::string> causes;
  for (const char* left : {"does not answer within 7s", "does not answer within 6s"}) {
    to_get_ = TransportFailure(net::TransportError::kTimeout);
    to_get_.detail = left;
    replies_ = {Status(200)};
    const PushOutcome outcome = MakePushgateway().Publish(kExposition, {});
    EXPECT_EQ(outcome.result, PushResult::kTimeout);
    causes.push_back(outcome.cause);
  }
  EXPECT_EQ(causes[0], causes[1]);
}

TEST_F(PushgatewayTest, ProbesWithMoreThanAPushWouldHold) {
  const std::string quote = "expected float as value, got \"" +
                            std::string(ProbeLine().substr(ProbeLine().find(' ') + 1));
  replies_ = {Status(400, quote)};
  const exposition::Rendered exposition = exposition::Render(std::string(10'000, 'x') + "\n");
  const PushOutcome outcome = MakePushgateway().Probe(exposition, {});
  EXPECT_EQ(outcome.result, PushResult::kOk);
  EXPECT_EQ(outcome.detail, "");
  EXPECT_GT(outcome.bytes_sent, exposition.gzip.size());
}

TEST_F(PushgatewayTest, ProbeTellsThatGzipIsNotRead) {
  const std::string quote(ProbeLine());
  const auto probe = [&](config::Compression compression) {
    config_.compression = compression;
    replies_ = {Status(400, "text format parsing error in line 1: invalid metric name"),
                Status(400, quote)};
    return MakePushgateway().Probe(kExposition, {});
  };
  EXPECT_EQ(probe(config::Compression::kAuto).result, PushResult::kOk);
  EXPECT_THAT(probe(config::Compression::kAuto).detail, HasSubstr("does not read gzip"));
  EXPECT_EQ(probe(config::Compression::kGzip).result, PushResult::kRejected);
  EXPECT_THAT(probe(config::Compression::kGzip).detail, HasSubstr("set compression to auto"));
}

TEST(Pushgateway, PushesOverARealConnection) {
  const test::ScriptedServer server(
      test::LikeAPushgateway(test::InTurn({test::Reply(415), test::Reply(200)})));
  config::PushgatewayConfig config;
  config.http.url = server.url();
  Pushgateway gateway(config, "Köln/Halle 2", net::MakeHttpClient(config.http),
                      base::SystemClock());
  const PushOutcome outcome = gateway.Publish(kExposition, {});
  EXPECT_EQ(outcome.result, PushResult::kOk) << outcome.detail;
  EXPECT_EQ(outcome.bytes_sent, kExposition.gzip.size() + kExposition.text.size());
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 3U) << "the last only asks";
  EXPECT_EQ(requests[0].target, "/metrics/job/odin/site@base64/S8O2bG4vSGFsbGUgMg==");
  EXPECT_EQ(requests[0].headers.at("content-encoding"), "gzip");
  EXPECT_EQ(requests[0].body, kExposition.gzip);
  EXPECT_FALSE(requests[1].headers.contains("content-encoding"));
  EXPECT_EQ(requests[1].body, kExposition.text);
  EXPECT_EQ(requests[2].connection, 0U);
}

}  // namespace
}  // namespace agent::publish
