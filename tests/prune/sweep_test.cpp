#include "agent/prune/sweep.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <map>

#include "agent/prune/last_seen.hpp"
#include "support/manual_clock.hpp"
#include "support/temp_dir.hpp"

namespace agent::prune {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

// A Pushgateway behind an HTTP client: it answers readings from its groups, and forgets those that
// are deleted. Its clock is its own.
class SweepTest : public testing::Test {
 protected:
  class FakeClient final : public net::HttpClient {
   public:
    explicit FakeClient(SweepTest& test) : test_(test) {}

    net::HttpReply Send(const net::HttpRequest& request, std::stop_token stop) override {
      net::HttpReply reply;
      if (stop.stop_requested()) {
        reply.error = net::TransportError::kCancelled;
        reply.detail = "cancelled";
        return reply;
      }
      test_.requests_.push_back(request.method + " " + request.url);
      test_.clock_.Advance(test_.each_takes_);
      reply.status = 200;
      reply.date = test_.gateway_now_;
      if (request.method == "DELETE") {
        reply.status = test_.delete_status_;
      } else {
        ++test_.readings_;
        test_.before_reading_(test_.readings_);
        request.on_body(test_.Json());
      }
      return reply;
    }

   private:
    SweepTest& test_;
  };

  // A site that pushed so long before the gateway's now.
  void AddSite(const std::string& site, seconds ago, const std::string& job = "odin") {
    pushed_[{job, site}] = gateway_now_ - ago;
  }

  std::string Json() const {
    std::string json = R"({"status":"success","data":[)";
    for (const auto& [key, time] : pushed_) {
      if (!json.ends_with('[')) json += ',';
      json += R"({"labels":{"job":")" + key.first + R"(","site":")" + key.second +
              R"("},"push_time_seconds":{"metrics":[{"value":")" +
              std::to_string(base::UnixSeconds(time)) + R"("}]}})";
    }
    return json + "]}";
  }

  std::string Run(std::stop_token stop = {}) {
    config::PushgatewayConfig config;
    config.http.url = "http://push:9091";
    publish::PushgatewayClient gateway(config, {.url = "--url"},
                                       std::make_unique<FakeClient>(*this), clock_);
    return Sweep(
        gateway, options_, clock_,
        [this](const SweptGroup& swept) {
          results_.emplace_back(swept.group.labels.at("site"), swept.result);
        },
        std::move(stop));
  }

  test::TempDir dir_;
  test::ManualClock clock_;
  base::WallTime gateway_now_ = clock_.Now() - std::chrono::hours(50);  // ours is wrong
  std::map<std::pair<std::string, std::string>, base::WallTime> pushed_;
  std::function<void(int)> before_reading_ = [](int) {};
  int readings_ = 0;
  int delete_status_ = 202;
  milliseconds each_takes_{1};
  SweepOptions options_{.job = "odin", .older_than = minutes(10), .textfile = ""};
  std::vector<std::string> requests_;
  std::vector<std::pair<std::string, SweepResult>> results_;
};

TEST_F(SweepTest, DeletesWhatIsTooOldByTheGatewaysClockAfterASecondLook) {
  AddSite("new", seconds(599));
  AddSite("old", seconds(601));
  AddSite("old", seconds(601), "other");
  EXPECT_EQ(Run(), "");
  EXPECT_THAT(requests_, ElementsAre("GET http://push:9091/api/v1/metrics",
                                     "GET http://push:9091/api/v1/metrics",
                                     "DELETE http://push:9091/metrics/job/odin/site/old"));
  EXPECT_THAT(results_, ElementsAre(Pair("old", SweepResult::kDeleted)));
}

TEST_F(SweepTest, ReadsOnceWhereNothingIsTooOld) {
  AddSite("new", seconds(5));
  EXPECT_EQ(Run(), "");
  EXPECT_THAT(requests_, ElementsAre("GET http://push:9091/api/v1/metrics"));
}

TEST_F(SweepTest, SparesAGroupThatIsPushedToBetweenReadingAndDeleting) {
  AddSite("back", seconds(601));
  AddSite("deleted by somebody else", seconds(601));
  AddSite("old", seconds(601));
  before_reading_ = [this](int reading) {
    if (reading != 2) return;
    AddSite("back", seconds(0));
    pushed_.erase({"odin", "deleted by somebody else"});
  };
  EXPECT_EQ(Run(), "");
  EXPECT_THAT(results_, ElementsAre(Pair("back", SweepResult::kPushedAgain),
                                    Pair("old", SweepResult::kDeleted)));
  EXPECT_EQ(requests_.back(), "DELETE http://push:9091/metrics/job/odin/site/old");
}

TEST_F(SweepTest, ReadsAgainBeforeADeletionWhenTheReadingIsASecondOld) {
  for (const char* site : {"a", "b", "c"}) AddSite(site, seconds(700));
  each_takes_ = milliseconds(400);  // so a reading is too old after two deletions
  EXPECT_EQ(Run(), "");
  EXPECT_EQ(readings_, 3);
  EXPECT_EQ(requests_.size(), 6U);
  readings_ = 0;
  each_takes_ = seconds(5);  // each reading still serves one deletion
  EXPECT_EQ(Run(), "");
  EXPECT_EQ(readings_, 4);
}

TEST_F(SweepTest, WritesAndDeletesNothingInADryRun) {
  AddSite("old", seconds(601));
  options_.dry_run = true;
  options_.textfile = dir_.path() / "odin.prom";
  EXPECT_EQ(Run(), "");
  EXPECT_THAT(results_, ElementsAre(Pair("old", SweepResult::kWouldBeDeleted)));
  EXPECT_EQ(requests_.size(), 1U);
  EXPECT_FALSE(std::filesystem::exists(options_.textfile));
}

TEST_F(SweepTest, RemembersASiteBeforeItsGroupGoesAndForAllTime) {
  options_.textfile = dir_.path() / "odin.prom";
  AddSite("old", seconds(601));
  EXPECT_EQ(Run(), "");
  pushed_.clear();
  AddSite("new", seconds(0));
  EXPECT_EQ(Run(), "");
  EXPECT_THAT(ReadLastSeen(options_.textfile),
              ElementsAre(Pair("new", base::UnixSeconds(gateway_now_)),
                          Pair("old", base::UnixSeconds(gateway_now_) - 601)));
}

TEST_F(SweepTest, DeletesNothingWhereItCannotRemember) {
  AddSite("old", seconds(601));
  options_.textfile = dir_.path() / "absent" / "odin.prom";
  EXPECT_THAT(Run(), HasSubstr(options_.textfile));
  options_.textfile = dir_.Write("other.prom", "node_load1 5\n");
  EXPECT_THAT(Run(), HasSubstr("other.prom:1: "));
  EXPECT_THAT(results_, IsEmpty());
}

TEST_F(SweepTest, TellsOfADeletionThatFailsAndGoesOn) {
  AddSite("a", seconds(601));
  AddSite("b", seconds(601));
  delete_status_ = 403;
  EXPECT_THAT(Run(),
              HasSubstr("site=\"a\"}: not deleted: http://push:9091/metrics/job/odin/site/a: "
                        "HTTP 403: wants credentials"));
  EXPECT_THAT(results_,
              ElementsAre(Pair("a", SweepResult::kFailed), Pair("b", SweepResult::kFailed)));
}

TEST_F(SweepTest, DeletesNothingOnAReadingThatFails) {
  AddSite("old", seconds(601));
  before_reading_ = [this](int reading) {
    if (reading == 2) pushed_[{"odin", "\n"}] = gateway_now_;  // no JSON any more
  };
  EXPECT_THAT(Run(), HasSubstr("the reply is no JSON"));
  EXPECT_THAT(results_, IsEmpty());
}

TEST_F(SweepTest, SaysThatAnUnnameableGroupStays) {
  AddSite(R"(\ufffd)", seconds(601));
  EXPECT_THAT(Run(), HasSubstr("no valid UTF-8"));
  EXPECT_THAT(requests_, testing::Not(testing::Contains(testing::StartsWith("DELETE"))));
}

// The two look alike to all but the JSON.
TEST_F(SweepTest, DeletesAGroupWhoseNameHoldsTheReplacementCharacter) {
  AddSite("caf\xEF\xBF\xBD", seconds(601));
  AddSite(R"(caf\ufffd)", seconds(5));
  EXPECT_EQ(Run(), "");
  EXPECT_EQ(requests_.back(), "DELETE http://push:9091/metrics/job/odin/site/caf%EF%BF%BD");
  EXPECT_THAT(results_, ElementsAre(Pair("caf\xEF\xBF\xBD", SweepResult::kDeleted)));
}

TEST_F(SweepTest, SaysThatGroupsWereLeftOutAndDeletesTheOthers) {
  AddSite("old", seconds(601));
  for (int i = 0; i < 20; ++i) AddSite(std::to_string(i) + std::string(1 << 20, 'x'), seconds(5));
  EXPECT_EQ(
      Run(),
      "13 groups were left out, those with the longest labels: the labels of all together are "
      "more than 8 MB; find out who pushes them");
  EXPECT_THAT(results_, ElementsAre(Pair("old", SweepResult::kDeleted)));
}

TEST_F(SweepTest, ReportsNothingOnceItIsToStop) {
  AddSite("old", seconds(601));
  std::stop_source stop;
  before_reading_ = [&](int) { stop.request_stop(); };
  EXPECT_EQ(Run(stop.get_token()), "");
  EXPECT_THAT(results_, IsEmpty());
}

}  // namespace
}  // namespace agent::prune
