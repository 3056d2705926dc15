#include "agent/app/collect_loop.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "support/fake_collector.hpp"

namespace agent::app {
namespace {

using namespace std::chrono_literals;

class CollectLoopTest : public testing::Test {
 protected:
  CollectLoopTest()
      : metrics_(base::SystemClock().Now()),
        pipeline_(collector_.MakeHandle(), {.interval = 10ms, .timeout = 10ms}, {}, metrics_,
                  base::SystemClock()),
        loop_(pipeline_, 10ms, latest_) {}

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

  test::FakeCollector collector_;
  metrics::AgentMetrics metrics_;
  Pipeline pipeline_;
  status::Latest latest_;
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
    collector_.Fail("locked");
    AwaitTicks();
    AwaitTicks();
    collector_.Fail("corrupt");
    AwaitTicks();
    collector_.Succeed(2);
    AwaitTicks();
  });
  EXPECT_EQ(Count(log, "reason=locked"), 1) << log;
  EXPECT_EQ(Count(log, "reason=corrupt"), 1) << log;
  EXPECT_EQ(Count(log, "msg=\"collection works\""), 2) << log;
}

}  // namespace
}  // namespace agent::app
