#include "agent/app/collect_loop.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <semaphore>
#include <string>
#include <thread>

#include "support/fake_collector.hpp"
#include "support/notify_receiver.hpp"

namespace agent::app {
namespace {

using namespace std::chrono_literals;

class CollectLoopTest : public testing::Test {
 protected:
  CollectLoopTest()
      : metrics_(base::SystemClock().Now()),
        pipeline_(collector_.MakeHandle(), config_, {}, metrics_, base::SystemClock()),
        loop_(pipeline_, config_, latest_, board_, service_) {}

  // Runs the loop, changing the source after each tick as `script` says.
  template <typename Script>
  std::string LogOf(Script script) {
    testing::internal::CaptureStderr();
    std::jthread thread([this](std::stop_token stop) { loop_.Run(std::move(stop)); });
    script();
    thread.request_stop();
    thread.join();
    return testing::internal::GetCapturedStderr();
  }

  // Returns when a tick that began after the call is over.
  void AwaitTicks() {
    for (int i = 0; i < 2; ++i) {
      seen_ = latest_.WaitNewerThan(seen_, std::stop_token())->sequence;
    }
  }

  static int Count(const std::string& log, const std::string& text) {
    int found = 0;
    for (auto at = log.find(text); at != std::string::npos; at = log.find(text, at + 1)) ++found;
    return found;
  }

  const config::CollectConfig config_{.interval = 10ms, .timeout = 10ms};
  test::FakeCollector collector_;
  metrics::AgentMetrics metrics_;
  Pipeline pipeline_;
  status::Latest latest_;
  status::Board board_;
  ServiceManager service_{ServiceEnvironment(), board_};
  CollectLoop loop_;
  std::uint64_t seen_ = 0;
};

TEST_F(CollectLoopTest, TicksAgainAndAgain) {
  collector_.Succeed(1);
  LogOf([&] { AwaitTicks(); });
  EXPECT_GE(latest_.Get()->sequence, 2u);
}

TEST_F(CollectLoopTest, LogsAChangeOfTheSourceOnceNotEveryTick) {
  collector_.Succeed(1);
  const std::string log = LogOf([&] {
    AwaitTicks();
    collector_.Fail(collect::CollectReason::kLocked);
    AwaitTicks();
    AwaitTicks();
    collector_.Fail(collect::CollectReason::kCorrupt);
    AwaitTicks();
    collector_.Succeed(2);
    AwaitTicks();
  });
  EXPECT_EQ(Count(log, "reason=locked"), 1) << log;
  EXPECT_EQ(Count(log, "reason=corrupt"), 1) << log;
  EXPECT_EQ(Count(log, "msg=\"collection works\""), 2) << log;
}

TEST_F(CollectLoopTest, WritesHowEachCollectionEndedOnTheBoard) {
  collector_.Succeed(1);
  LogOf([&] { AwaitTicks(); });
  const status::BoardState good = board_.Read();
  EXPECT_EQ(good.source.value().last.reason, "");
  EXPECT_EQ(good.source->last.farm, "? printers, ? online");
  EXPECT_GT(good.source->last.took, 0ns);
  EXPECT_EQ(good.source->last.farm_fresh_until, latest_.Get()->stale_after);
  collector_.Fail(collect::CollectReason::kLocked);
  LogOf([&] { AwaitTicks(); });
  const status::BoardState bad = board_.Read();
  EXPECT_EQ(bad.source->last.reason, "locked");
  EXPECT_EQ(bad.source->last.cause, "locked: the test wants it so");
  EXPECT_EQ(bad.source->last.detail, "the test wants it so");
  EXPECT_EQ(bad.source->last.farm, "");
}

// A source whose reading lasts until the test lets it end.
class StuckCollector final : public collect::Collector {
 public:
  StuckCollector(std::binary_semaphore& begun, std::binary_semaphore& end)
      : begun_(begun), end_(end) {}
  std::span<const collect::CollectReason> Reasons() const override { return {}; }
  collect::CollectResult Collect(std::stop_token) override {
    begun_.release();
    end_.acquire();
    return {};
  }

 private:
  std::binary_semaphore& begun_;
  std::binary_semaphore& end_;
};

// The loop under a service manager's watchdog.
class CollectLoopWatchdog : public testing::Test {
 protected:
  void Start(std::unique_ptr<collect::Collector> collector, std::chrono::milliseconds interval) {
    const config::CollectConfig config{.interval = interval};
    pipeline_.emplace(std::move(collector), config, exposition::Labels(), metrics_,
                      base::SystemClock());
    loop_.emplace(*pipeline_, config, latest_, board_, service_);
    thread_ = std::jthread([this](std::stop_token stop) { loop_->Run(std::move(stop)); });
  }

  test::NotifyReceiver receiver_;
  status::Board board_;
  ServiceManager service_{{receiver_.address(), 20ms}, board_};
  metrics::AgentMetrics metrics_{base::SystemClock().Now()};
  status::Latest latest_;
  std::optional<Pipeline> pipeline_;
  std::optional<CollectLoop> loop_;
  std::jthread thread_;
};

TEST_F(CollectLoopWatchdog, IsFedThroughAnIntervalThatIsLongerThanTheWatchdog) {
  test::FakeCollector collector;
  collector.Succeed(1);
  Start(collector.MakeHandle(), 1h);
  EXPECT_EQ(receiver_.Next(), "STATUS=? printers, ? online\nWATCHDOG=1\n");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(receiver_.Next(), "WATCHDOG=1\n");
  EXPECT_EQ(latest_.Get()->sequence, 1u) << "it only fed";
}

TEST_F(CollectLoopWatchdog, WakesNoOftenerThanNeeded) {
  test::FakeCollector collector;
  collector.Succeed(1);
  const base::SteadyTime start = base::SystemClock().SteadyNow();
  Start(collector.MakeHandle(), 1h);
  for (int i = 0; i < 1 + 5; ++i) EXPECT_TRUE(receiver_.Next());
  EXPECT_GE(base::SystemClock().SteadyNow() - start, 5 * 10ms);
}

TEST_F(CollectLoopWatchdog, IsNotFedWhileAReadingHangs) {
  std::binary_semaphore begun(0);
  std::binary_semaphore end(0);
  Start(std::make_unique<StuckCollector>(begun, end), 1h);
  begun.acquire();
  EXPECT_EQ(receiver_.Next(200ms), std::nullopt) << "ten times the watchdog";
  end.release();
  EXPECT_EQ(receiver_.Next(), "STATUS=? printers, ? online\nWATCHDOG=1\n");
}

}  // namespace
}  // namespace agent::app
