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

status::Snapshot SnapshotOf(const exposition::Rendered& exposition) {
  status::Snapshot snapshot;
  snapshot.exposition = std::make_shared<const exposition::Rendered>(exposition);
  return snapshot;
}

const status::Snapshot kSnapshot = SnapshotOf(kExposition);

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
class PushgatewayGroupTest : public testing::Test {
 protected:
  class FakeClient final : public net::HttpClient {
   public:
    explicit FakeClient(PushgatewayGroupTest& test) : test_(test) {}

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
    PushgatewayGroupTest& test_;
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

  PushgatewayGroup MakeGroup() {
    return {config_, "berlin-1", std::make_unique<FakeClient>(*this), clock_};
  }

  Outcome PublishTo(net::HttpReply reply) {
    config_.compression = config::Compression::kNone;
    replies_ = {std::move(reply)};
    return MakeGroup().Publish(kSnapshot, {});
  }

  PushgatewayGroupTest() { config_.http.url = "http://push.example.com:9091/prefix"; }

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

TEST_F(PushgatewayGroupTest, ReplacesTheGroupByACompressedPut) {
  replies_ = {Status(200)};
  const Outcome outcome = MakeGroup().Publish(kSnapshot, {});
  EXPECT_EQ(outcome.reason, Reason::kOk);
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

TEST_F(PushgatewayGroupTest, SendsPlainTextWithoutCompression) {
  EXPECT_EQ(PublishTo(Status(202)).reason, Reason::kOk);
  EXPECT_EQ(requests_[0].body, kExposition.text);
  EXPECT_THAT(requests_[0].headers, ElementsAre(Pair("Content-Type", testing::_)));
}

TEST_F(PushgatewayGroupTest, DeletesTheGroupWithinTheGivenTimeout) {
  replies_ = {Status(202)};
  const Outcome outcome = MakeGroup().Delete(seconds(5), {});
  EXPECT_EQ(outcome.reason, Reason::kOk);
  EXPECT_EQ(requests_[0].method, "DELETE");
  EXPECT_EQ(requests_[0].url, "http://push.example.com:9091/prefix/metrics/job/odin/site/berlin-1");
  EXPECT_EQ(requests_[0].body, "");
  EXPECT_EQ(requests_[0].timeout, seconds(5));
}

TEST_F(PushgatewayGroupTest, GivesGzipUpWhereOnlyPlainTextIsTaken) {
  replies_ = {Status(415), Status(200), Status(200)};
  each_takes_ = seconds(3);
  PushgatewayGroup gateway = MakeGroup();
  const Outcome outcome = gateway.Publish(kSnapshot, {});
  EXPECT_EQ(outcome.reason, Reason::kOk);
  EXPECT_THAT(outcome.news, HasSubstr("does not read gzip"));
  EXPECT_EQ(outcome.bytes_sent, kExposition.gzip.size() + kExposition.text.size());
  EXPECT_EQ(gateway.Publish(kSnapshot, {}).news, "");
  ASSERT_EQ(requests_.size(), 3U);
  EXPECT_EQ(requests_[0].body, kExposition.gzip);
  EXPECT_EQ(requests_[1].body, kExposition.text);
  EXPECT_EQ(requests_[1].timeout, config_.timeout - seconds(3));
  EXPECT_EQ(requests_[2].body, kExposition.text);
  EXPECT_EQ(requests_[2].timeout, config_.timeout);
}

TEST_F(PushgatewayGroupTest, GoesOnWithGzipAfterAStray400) {
  replies_ = {Status(400), Status(200), Status(200)};
  PushgatewayGroup gateway = MakeGroup();
  EXPECT_EQ(gateway.Publish(kSnapshot, {}).reason, Reason::kOk);
  EXPECT_EQ(gateway.Publish(kSnapshot, {}).reason, Reason::kOk);
  EXPECT_EQ(requests_.at(2).body, kExposition.gzip);
}

// The time that is left for the second try differs from push to push.
TEST_F(PushgatewayGroupTest, NamesTheSameCauseHoweverMuchTimeWasLeft) {
  std::vector<std::string> causes;
  for (const char* left : {"does not answer within 7s", "does not answer within 6s"}) {
    net::HttpReply timeout = TransportFailure(net::TransportError::kTimeout);
    timeout.detail = left;
    replies_ = {Status(400, "no"), timeout};
    causes.push_back(MakeGroup().Publish(kSnapshot, {}).cause);
  }
  EXPECT_EQ(causes[0], causes[1]);
}

TEST_F(PushgatewayGroupTest, ReportsThePlainReplyAndForgetsAFallbackThatFailed) {
  replies_ = {Status(400, "no gzip"), Status(400, "bad metric"), Status(200)};
  PushgatewayGroup gateway = MakeGroup();
  const Outcome outcome = gateway.Publish(kSnapshot, {});
  EXPECT_EQ(outcome.reason, Reason::kRejected);
  EXPECT_THAT(outcome.detail, HasSubstr("bad metric"));
  EXPECT_EQ(gateway.Publish(kSnapshot, {}).reason, Reason::kOk);
  EXPECT_EQ(requests_.at(2).body, kExposition.gzip);
}

TEST_F(PushgatewayGroupTest, DoesNotFallBackWithoutTimeLeftOrPermission) {
  replies_ = {Status(415)};
  each_takes_ = config_.timeout;
  EXPECT_EQ(MakeGroup().Publish(kSnapshot, {}).http_status, 415);
  each_takes_ = seconds(0);
  config_.compression = config::Compression::kGzip;
  replies_ = {Status(415)};
  EXPECT_EQ(MakeGroup().Publish(kSnapshot, {}).http_status, 415);
  EXPECT_EQ(requests_.size(), 2U);
}

TEST_F(PushgatewayGroupTest, MeasuresTheClockAgainstTheServers) {
  net::HttpReply reply = Status(200);
  EXPECT_EQ(PublishTo(reply).clock_skew, std::nullopt);
  reply.date = clock_.Now() - seconds(90);
  EXPECT_EQ(PublishTo(reply).clock_skew, seconds(90));
  reply.date = clock_.Now() + std::chrono::hours(24 * 365 * 56);
  EXPECT_EQ(PublishTo(reply).clock_skew, -std::chrono::hours(24 * 365 * 56));
}

TEST_F(PushgatewayGroupTest, PassesRetryAfterOn) {
  net::HttpReply reply = Status(429);
  reply.retry_after = seconds(17);
  EXPECT_EQ(PublishTo(reply).retry_after, seconds(17));
}

TEST_F(PushgatewayGroupTest, CountsNoSuccessWhereAnythingIsTaken) {
  to_get_ = Status(200);
  to_probe_ = Status(200);
  replies_ = {Status(200), Status(200)};
  PushgatewayGroup gateway = MakeGroup();
  const Outcome outcome = gateway.Publish(kSnapshot, {});
  EXPECT_EQ(outcome.reason, Reason::kNotPushgateway);
  EXPECT_THAT(outcome.detail, HasSubstr("takes anything, even what is no metrics"));
  to_probe_ = Status(400);
  EXPECT_EQ(gateway.Publish(kSnapshot, {}).reason, Reason::kOk);
}

// The Pushgateway counts probes as refused pushes, which its owner is told of.
TEST_F(PushgatewayGroupTest, ProbesOnlyWhereNothingElseTells) {
  replies_ = {Status(200), Status(200), Status(200)};
  EXPECT_EQ(MakeGroup().Publish(kSnapshot, {}).reason, Reason::kOk);
  to_get_ = Status(403);
  to_status_ = Status(200, R"({"data":{"build_information":{}}})");
  EXPECT_EQ(MakeGroup().Publish(kSnapshot, {}).reason, Reason::kOk);
  EXPECT_EQ(probes_, 0);
  to_status_ = Status(403);
  to_probe_ = Status(400);
  EXPECT_EQ(MakeGroup().Publish(kSnapshot, {}).reason, Reason::kOk);
  EXPECT_EQ(probes_, 1);
}

TEST_F(PushgatewayGroupTest, AsksOnceThenAfterFailuresAndSixHours) {
  replies_ = {Status(200), Status(200), TransportFailure(net::TransportError::kConnect),
              Status(200), Status(200), Status(200)};
  PushgatewayGroup gateway = MakeGroup();
  std::vector<int> asked;
  for (int i = 0; i < 6; ++i) {
    if (i == 5) clock_.Advance(std::chrono::hours(6));
    static_cast<void>(gateway.Publish(kSnapshot, {}));
    asked.push_back(asked_);
  }
  EXPECT_THAT(asked, ElementsAre(1, 1, 1, 2, 2, 3));
}

// As with a proxy that lets a site send one request a second.
TEST_F(PushgatewayGroupTest, AsksBeforeThePushWhereItCouldNotBeToldAfterOne) {
  to_get_ = Status(503);
  to_probe_ = Status(503);
  replies_ = {Status(200), Status(503), Status(200)};
  PushgatewayGroup gateway = MakeGroup();
  const Outcome untold = gateway.Publish(kSnapshot, {});
  EXPECT_EQ(untold.reason, Reason::kServerError);
  EXPECT_THAT(untold.detail, HasSubstr("the push got HTTP 200, but whether from a Pushgateway "
                                       "cannot be told: http://"));
  to_get_ = TakesGroups();
  EXPECT_EQ(gateway.Publish(kSnapshot, {}).reason, Reason::kServerError);
  EXPECT_EQ(asked_, 2);
  to_get_ = Status(503);
  EXPECT_EQ(gateway.Publish(kSnapshot, {}).reason, Reason::kOk);
}

TEST_F(PushgatewayGroupTest, PushesOnWhereItCanNeverBeTold) {
  to_get_ = Status(403);
  replies_ = {Status(200), Status(200)};
  PushgatewayGroup gateway = MakeGroup();
  EXPECT_EQ(gateway.Publish(kSnapshot, {}).reason, Reason::kUnauthorized);
  EXPECT_EQ(gateway.Publish(kSnapshot, {}).reason, Reason::kUnauthorized);
  EXPECT_EQ(requests_.size(), 2U);
}

TEST_F(PushgatewayGroupTest, KeepsFaithInAKnownOneThatCannotBeAsked) {
  replies_ = {Status(200), TransportFailure(net::TransportError::kTimeout), Status(200)};
  PushgatewayGroup gateway = MakeGroup();
  EXPECT_EQ(gateway.Publish(kSnapshot, {}).reason, Reason::kOk);
  EXPECT_EQ(gateway.Publish(kSnapshot, {}).reason, Reason::kTimeout);
  to_get_ = TransportFailure(net::TransportError::kTimeout);
  EXPECT_EQ(gateway.Publish(kSnapshot, {}).reason, Reason::kOk);
}

TEST_F(PushgatewayGroupTest, DoesNotTakeAnyAnswerToADeleteForADeletion) {
  to_get_ = Status(202);
  to_probe_ = Status(202);
  replies_ = {Status(200)};
  EXPECT_EQ(MakeGroup().Delete(seconds(5), {}).reason, Reason::kNotPushgateway);
  replies_ = {Status(202)};
  EXPECT_EQ(MakeGroup().Delete(seconds(5), {}).reason, Reason::kNotPushgateway);
  replies_ = {Status(202)};
  to_probe_ = Status(405);
  EXPECT_EQ(MakeGroup().Delete(seconds(5), {}).reason, Reason::kOk);
}

TEST_F(PushgatewayGroupTest, SaysOfAnEmpty200ForADeletionWhatIsKnownOfIt) {
  replies_ = {Status(200)};
  const Outcome odd = MakeGroup().Delete(seconds(5), {});
  EXPECT_EQ(odd.reason, Reason::kNotPushgateway);
  EXPECT_THAT(odd.detail, HasSubstr("see on its page whether the group is gone"));
  EXPECT_THAT(odd.detail, Not(HasSubstr("no Pushgateway is there")));
  replies_ = {Status(200)};
  to_get_ = Status(403);
  to_probe_ = Status(403);
  const Outcome untold = MakeGroup().Delete(seconds(5), {});
  EXPECT_EQ(untold.reason, Reason::kUnauthorized);
  EXPECT_THAT(untold.detail, HasSubstr("the deletion got HTTP 200, but whether from a Pushgateway "
                                       "cannot be told: "));
}

TEST_F(PushgatewayGroupTest, DeletesAndAsksWithinTheOneTimeout) {
  to_get_ = Status(403);
  each_takes_ = seconds(2);
  replies_ = {Status(202)};
  EXPECT_EQ(MakeGroup().Delete(seconds(5), {}).reason, Reason::kOk);
  EXPECT_THAT(ask_timeouts_, ElementsAre(seconds(3), seconds(1), milliseconds(1)));
}

TEST_F(PushgatewayGroupTest, NamesTheSameCauseHoweverMuchTimeWasLeftToAsk) {
  std::vector<std::string> causes;
  for (const char* left : {"does not answer within 7s", "does not answer within 6s"}) {
    to_get_ = TransportFailure(net::TransportError::kTimeout);
    to_get_.detail = left;
    replies_ = {Status(200)};
    const Outcome outcome = MakeGroup().Publish(kSnapshot, {});
    EXPECT_EQ(outcome.reason, Reason::kTimeout);
    causes.push_back(outcome.cause);
  }
  EXPECT_EQ(causes[0], causes[1]);
}

TEST_F(PushgatewayGroupTest, ProbesWithMoreThanAPushWouldHold) {
  const std::string quote = "expected float as value, got \"" +
                            std::string(ProbeLine().substr(ProbeLine().find(' ') + 1));
  replies_ = {Status(400, quote)};
  const exposition::Rendered exposition = exposition::Render(std::string(10'000, 'x') + "\n");
  const Outcome outcome = MakeGroup().Probe(exposition.text, {});
  EXPECT_EQ(outcome.reason, Reason::kOk);
  EXPECT_EQ(outcome.detail, "");
  EXPECT_GT(outcome.bytes_sent, exposition.gzip.size());
}

TEST_F(PushgatewayGroupTest, ProbeTellsThatGzipIsNotRead) {
  const std::string quote(ProbeLine());
  const auto probe = [&](config::Compression compression) {
    config_.compression = compression;
    replies_ = {Status(400, "text format parsing error in line 1: invalid metric name"),
                Status(400, quote)};
    return MakeGroup().Probe(kExposition.text, {});
  };
  EXPECT_EQ(probe(config::Compression::kAuto).reason, Reason::kOk);
  EXPECT_THAT(probe(config::Compression::kAuto).detail, HasSubstr("does not read gzip"));
  EXPECT_EQ(probe(config::Compression::kGzip).reason, Reason::kRejected);
  EXPECT_THAT(probe(config::Compression::kGzip).detail, HasSubstr("set compression to auto"));
}

TEST(PushgatewayGroup, PushesOverARealConnection) {
  const test::ScriptedServer server(
      test::LikeAPushgateway(test::InTurn({test::Reply(415), test::Reply(200)})));
  config::PushgatewayConfig config;
  config.http.url = server.url();
  PushgatewayGroup gateway(config, "Köln/Halle 2", net::MakeHttpClient(config.http),
                           base::SystemClock());
  const Outcome outcome = gateway.Publish(kSnapshot, {});
  EXPECT_EQ(outcome.reason, Reason::kOk) << outcome.detail;
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
