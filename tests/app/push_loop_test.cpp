#include "agent/app/push_loop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <new>
#include <string>
#include <thread>
#include <vector>

#include "agent/exposition/writer.hpp"
#include "support/promptly.hpp"

namespace agent::app {
namespace {

using publish::PushOutcome;
using publish::PushResult;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace std::chrono_literals;

// The detail of an answer that there is no memory for.
constexpr const char* kNoMemory = "no memory";

// A gateway that answers from a script (its last answer for ever) and notes what it got.
class ScriptedPublisher final : public publish::Publisher {
 public:
  struct Log {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::string> published;
    bool retired = false;

    // The first `count` texts published, as soon as there are so many.
    std::vector<std::string> Await(std::size_t count) {
      std::unique_lock lock(mutex);
      EXPECT_TRUE(changed.wait_for(lock, 30s, [&] { return published.size() >= count; }));
      return published;
    }
  };

  ScriptedPublisher(std::vector<PushOutcome> script, Log& log)
      : script_(std::move(script)), log_(log) {}

  PushOutcome Publish(const exposition::Rendered& exposition, std::stop_token) override {
    const std::lock_guard lock(log_.mutex);
    const std::size_t turn = std::min(log_.published.size(), script_.size() - 1);
    log_.published.push_back(exposition.text);
    log_.changed.notify_all();
    if (script_[turn].detail == kNoMemory) throw std::bad_alloc();
    return script_[turn];
  }

  PushOutcome Probe(const exposition::Rendered&, std::stop_token) override { return {}; }

  PushOutcome Retire(std::chrono::milliseconds, std::stop_token) override {
    const std::lock_guard lock(log_.mutex);
    log_.retired = true;
    return {};
  }

 private:
  std::vector<PushOutcome> script_;
  Log& log_;
};

class PushLoopTest : public testing::Test {
 protected:
  void Start(std::vector<PushOutcome> script) {
    loop_ = std::make_unique<PushLoop>(
        "http://gateway", std::make_unique<ScriptedPublisher>(std::move(script), log_), latest_,
        metrics_.Get("http://gateway", publish::AllReasonNames()), 1,
        [this](const PushOutcome& outcome) { outcomes_.push_back(outcome.result); });
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
    snapshot->exposition.text = "tick " + std::to_string(sequence);
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
  std::vector<PushResult> outcomes_;  // to be read after Stop()
  std::unique_ptr<PushLoop> loop_;
  std::jthread thread_;
};

TEST_F(PushLoopTest, PushesEverySnapshotOnce) {
  Start({{.result = PushResult::kOk, .http_status = 200, .bytes_sent = 7}});
  Tick(1);
  log_.Await(1);
  Tick(2);
  log_.Await(2);
  Stop();
  EXPECT_THAT(log_.published, ElementsAre("tick 1", "tick 2"));
  EXPECT_FALSE(log_.retired);
  EXPECT_THAT(MetricsText(), HasSubstr("odin_agent_pushes_total{gateway=\"http://gateway\"} 2\n"));
  EXPECT_THAT(MetricsText(),
              HasSubstr("odin_agent_push_bytes_total{gateway=\"http://gateway\"} 14\n"));
}

TEST_F(PushLoopTest, TriesAgainByItselfWhenTheServerFails) {
  Start({{.result = PushResult::kServerError, .http_status = 503}, {.result = PushResult::kOk}});
  Tick(1);
  EXPECT_THAT(log_.Await(2), ElementsAre("tick 1", "tick 1"));
  Stop();
  EXPECT_THAT(MetricsText(), HasSubstr("odin_agent_push_failures_total{gateway=\"http://gateway\","
                                       "reason=\"server_error\"} 1\n"));
  EXPECT_THAT(outcomes_, ElementsAre(PushResult::kServerError, PushResult::kOk));
}

TEST_F(PushLoopTest, WaitsForTheNextSnapshotWhenOneIsRejected) {
  Start({{.result = PushResult::kRejected, .http_status = 400}, {.result = PushResult::kOk}});
  Tick(1);
  log_.Await(1);
  Tick(2);
  EXPECT_THAT(log_.Await(2), ElementsAre("tick 1", "tick 2"));
  Stop();
}

// Run with a token that has fired already deals with the snapshot that is there and returns.
TEST_F(PushLoopTest, NeverPushesAStaleSnapshot) {
  Start({{.result = PushResult::kOk}});
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

TEST_F(PushLoopTest, RemovesItsGroupOnlyWhenToldTo) {
  Start({{.result = PushResult::kOk}});
  Tick(1);
  log_.Await(1);
  Stop();
  EXPECT_FALSE(log_.retired);
  loop_->DeleteGroup();
  EXPECT_TRUE(log_.retired);
}

TEST_F(PushLoopTest, PushesWhatThereIsAgainWhenItsGroupMayBeGone) {
  Start({{.result = PushResult::kOk}});
  Tick(1);
  log_.Await(1);
  latest_.Repeat();
  EXPECT_THAT(log_.Await(2), ElementsAre("tick 1", "tick 1"));
  Stop();
}

TEST_F(PushLoopTest, PushesWithoutTheKeptFarmWhenItsTimeIsOverThoughNoTickComes) {
  auto snapshot = std::make_shared<status::Snapshot>();
  auto without_farm = std::make_shared<status::Snapshot>();
  const base::SteadyTime over = base::SystemClock().SteadyNow() + 300ms;
  snapshot->sequence = 1;
  snapshot->exposition.text = "kept";
  snapshot->stale_after = over;
  without_farm->sequence = 2;
  without_farm->exposition.text = "no farm";
  without_farm->stale_after = over + 1h;
  snapshot->without_farm = without_farm;
  latest_.Set(snapshot);
  Start({{.result = PushResult::kOk}});
  EXPECT_THAT(log_.Await(2), ElementsAre("kept", "no farm"));
  EXPECT_GT(base::SystemClock().SteadyNow(), over);
  Stop();
}

TEST_F(PushLoopTest, HasSeriesFromBeginToItsEnd) {
  Start({{.result = PushResult::kOk}});
  Stop();
  EXPECT_THAT(MetricsText(), HasSubstr("odin_agent_pushes_total"));
  loop_.reset();
  EXPECT_THAT(MetricsText(), IsEmpty());
}

TEST_F(PushLoopTest, StopsAtOnceWhileItBacksOff) {
  Start({{.result = PushResult::kRateLimited, .http_status = 429, .retry_after = 600s}});
  Tick(1);
  log_.Await(1);
  const auto start = std::chrono::steady_clock::now();
  Stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, test::Promptly(5s));
}

TEST_F(PushLoopTest, SaysOnlyWhatChanged) {
  testing::internal::CaptureStderr();
  Start({{.result = PushResult::kUnauthorized, .http_status = 401, .detail = "who are you"},
         {.result = PushResult::kUnauthorized, .http_status = 401, .detail = "who are you"},
         {.result = PushResult::kOk}});
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

TEST_F(PushLoopTest, FailsAPushThatThereIsNoMemoryForAndGoesOn) {
  Start({{.detail = kNoMemory}, {.result = PushResult::kOk, .http_status = 200}});
  Tick(1);
  log_.Await(1);
  Tick(2);
  log_.Await(2);
  Stop();
  EXPECT_THAT(outcomes_, ElementsAre(PushResult::kTooLarge, PushResult::kOk));
  EXPECT_THAT(MetricsText(), HasSubstr("reason=\"too_large\"} 1\n"));
}

}  // namespace
}  // namespace agent::app
