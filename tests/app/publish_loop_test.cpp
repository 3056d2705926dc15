#include "agent/app/publish_loop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <new>
#include <string>
#include <thread>
#include <vector>

#include "agent/app/newest_only.hpp"
#include "agent/exposition/writer.hpp"
#include "support/promptly.hpp"

namespace agent::app {
namespace {

using publish::Outcome;
using publish::Reason;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace std::chrono_literals;

// The detail of an answer that there is no memory for.
constexpr const char* kNoMemory = "no memory";

// A destination that answers from a script (its last answer for ever) and notes what it got.
class ScriptedPublisher final : public publish::Publisher {
 public:
  struct Log {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::string> published;

    // The first `count` texts published, as soon as there are so many.
    std::vector<std::string> Await(std::size_t count) {
      std::unique_lock lock(mutex);
      EXPECT_TRUE(changed.wait_for(lock, 30s, [&] { return published.size() >= count; }));
      return published;
    }
  };

  ScriptedPublisher(std::vector<Outcome> script, Log& log)
      : script_(std::move(script)), log_(log) {}

  Outcome Publish(const status::Snapshot& snapshot, std::stop_token) override {
    const std::lock_guard lock(log_.mutex);
    const std::size_t turn = std::min(log_.published.size(), script_.size() - 1);
    log_.published.push_back(snapshot.exposition->text);
    log_.changed.notify_all();
    if (script_[turn].detail == kNoMemory) throw std::bad_alloc();
    return script_[turn];
  }

 private:
  std::vector<Outcome> script_;
  Log& log_;
};

std::shared_ptr<const exposition::Rendered> TextOnly(std::string text) {
  return std::make_shared<const exposition::Rendered>(exposition::Rendered{std::move(text), ""});
}

class PublishLoopTest : public testing::Test {
 protected:
  void Start(std::vector<Outcome> script) {
    loop_ = std::make_unique<PublishLoop>(
        "http://gateway", std::make_shared<ScriptedPublisher>(std::move(script), log_),
        std::make_unique<NewestOnly>(latest_),
        metrics_.Get("http://gateway", publish::AllReasonNames()), 1,
        [this](const Outcome& outcome) { outcomes_.push_back(outcome.reason); });
    loop_->Begin();
    thread_ = std::jthread([this](std::stop_token stop) { loop_->Run(std::move(stop)); });
  }

  void Stop() {
    thread_.request_stop();
    thread_.join();
  }

  void Tick(std::uint64_t sequence,
            base::SteadyTime stale_after = base::SystemClock().SteadyNow() + 1h) {
    auto snapshot = std::make_shared<status::Snapshot>();
    snapshot->sequence = sequence;
    snapshot->exposition = TextOnly("tick " + std::to_string(sequence));
    snapshot->stale_after = stale_after;
    latest_.Set(std::move(snapshot));
  }

  std::string MetricsText() const {
    std::string text;
    exposition::WriteText(metrics_.Collect(), {}, text);
    return text;
  }

  metrics::GatewayMetricsList metrics_;
  status::Latest latest_;
  ScriptedPublisher::Log log_;
  std::vector<Reason> outcomes_;  // to be read after Stop()
  std::unique_ptr<PublishLoop> loop_;
  std::jthread thread_;
};

TEST_F(PublishLoopTest, PushesEverySnapshotOnce) {
  Start({{.reason = Reason::kOk, .http_status = 200, .bytes_sent = 7}});
  Tick(1);
  log_.Await(1);
  Tick(2);
  log_.Await(2);
  Stop();
  EXPECT_THAT(log_.published, ElementsAre("tick 1", "tick 2"));
  EXPECT_THAT(MetricsText(), HasSubstr("odin_agent_pushes_total{gateway=\"http://gateway\"} 2\n"));
  EXPECT_THAT(MetricsText(),
              HasSubstr("odin_agent_push_bytes_total{gateway=\"http://gateway\"} 14\n"));
}

TEST_F(PublishLoopTest, TriesAgainByItselfWhenTheServerFails) {
  Start({{.reason = Reason::kServerError, .http_status = 503}, {.reason = Reason::kOk}});
  Tick(1);
  EXPECT_THAT(log_.Await(2), ElementsAre("tick 1", "tick 1"));
  Stop();
  EXPECT_THAT(MetricsText(), HasSubstr("odin_agent_push_failures_total{gateway=\"http://gateway\","
                                       "reason=\"server_error\"} 1\n"));
  EXPECT_THAT(outcomes_, ElementsAre(Reason::kServerError, Reason::kOk));
}

TEST_F(PublishLoopTest, WaitsForTheNextSnapshotWhenOneIsRejected) {
  Start({{.reason = Reason::kRejected, .http_status = 400}, {.reason = Reason::kOk}});
  Tick(1);
  log_.Await(1);
  Tick(2);
  EXPECT_THAT(log_.Await(2), ElementsAre("tick 1", "tick 2"));
  Stop();
}

// Run with a token that has fired already deals with the snapshot that is there and returns.
TEST_F(PublishLoopTest, NeverPushesAStaleSnapshot) {
  Start({{.reason = Reason::kOk}});
  Stop();
  std::stop_source stop;
  stop.request_stop();
  Tick(1, base::SystemClock().SteadyNow() - 1ms);
  loop_->Run(stop.get_token());
  EXPECT_THAT(log_.published, IsEmpty());
  Tick(2);
  loop_->Run(stop.get_token());
  EXPECT_THAT(log_.published, ElementsAre("tick 2"));
}

TEST_F(PublishLoopTest, PushesWhatThereIsAgainWhenItsGroupMayBeGone) {
  Start({{.reason = Reason::kOk}});
  Tick(1);
  log_.Await(1);
  latest_.Repeat();
  EXPECT_THAT(log_.Await(2), ElementsAre("tick 1", "tick 1"));
  Stop();
}

TEST_F(PublishLoopTest, PushesWithoutTheKeptFarmWhenItsTimeIsOverThoughNoTickComes) {
  auto snapshot = std::make_shared<status::Snapshot>();
  auto without_farm = std::make_shared<status::Snapshot>();
  const base::SteadyTime over = base::SystemClock().SteadyNow() + 300ms;
  snapshot->sequence = 1;
  snapshot->exposition = TextOnly("kept");
  snapshot->stale_after = over;
  without_farm->sequence = 2;
  without_farm->exposition = TextOnly("no farm");
  without_farm->stale_after = over + 1h;
  snapshot->without_farm = without_farm;
  latest_.Set(snapshot);
  Start({{.reason = Reason::kOk}});
  EXPECT_THAT(log_.Await(2), ElementsAre("kept", "no farm"));
  EXPECT_GT(base::SystemClock().SteadyNow(), over);
  Stop();
}

TEST_F(PublishLoopTest, HasSeriesFromBeginToItsEnd) {
  Start({{.reason = Reason::kOk}});
  Stop();
  EXPECT_THAT(MetricsText(), HasSubstr("odin_agent_pushes_total"));
  loop_.reset();
  EXPECT_THAT(MetricsText(), IsEmpty());
}

TEST_F(PublishLoopTest, StopsAtOnceWhileItBacksOff) {
  Start({{.reason = Reason::kRateLimited, .http_status = 429, .retry_after = 600s}});
  Tick(1);
  log_.Await(1);
  const auto start = std::chrono::steady_clock::now();
  Stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, test::Promptly(5s));
}

TEST_F(PublishLoopTest, SaysOnlyWhatChanged) {
  testing::internal::CaptureStderr();
  Start({{.reason = Reason::kUnauthorized, .detail = "who are you", .http_status = 401},
         {.reason = Reason::kUnauthorized, .detail = "who are you", .http_status = 401},
         {.reason = Reason::kOk}});
  for (std::uint64_t i = 1; i <= 4; ++i) {
    Tick(i);
    log_.Await(i);
  }
  Stop();
  const std::string log = testing::internal::GetCapturedStderr();
  const auto count = [&](std::string_view text) {
    int found = 0;
    for (auto at = log.find(text); at != std::string::npos; at = log.find(text, at + 1)) ++found;
    return found;
  };
  EXPECT_EQ(count("msg=\"push fails\" gateway=http://gateway reason=unauthorized"), 1) << log;
  EXPECT_EQ(count("who are you"), 1) << log;
  EXPECT_EQ(count("msg=\"push works\""), 1) << log;
}

TEST_F(PublishLoopTest, FailsAPushThatThereIsNoMemoryForAndGoesOn) {
  Start({{.detail = kNoMemory}, {.reason = Reason::kOk, .http_status = 200}});
  Tick(1);
  log_.Await(1);
  Tick(2);
  log_.Await(2);
  Stop();
  EXPECT_THAT(outcomes_, ElementsAre(Reason::kTooLarge, Reason::kOk));
  EXPECT_THAT(MetricsText(), HasSubstr("reason=\"too_large\"} 1\n"));
}

}  // namespace
}  // namespace agent::app
