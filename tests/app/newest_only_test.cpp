#include "agent/app/newest_only.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "agent/base/clock.hpp"

namespace agent::app {
namespace {

using namespace std::chrono_literals;

class NewestOnlyTest : public testing::Test {
 protected:
  void Tick(std::uint64_t sequence,
            base::SteadyTime stale_after = base::SystemClock().SteadyNow() + 1h) {
    auto snapshot = std::make_shared<status::Snapshot>();
    snapshot->sequence = sequence;
    snapshot->stale_after = stale_after;
    latest_.Set(std::move(snapshot));
  }

  // The sequence of what is next; 0 where nothing is there now.
  std::uint64_t Next() {
    std::stop_source now;
    now.request_stop();
    const status::SnapshotPtr snapshot = queue_.Next(now.get_token());
    return snapshot ? snapshot->sequence : 0;
  }

  status::Latest latest_;
  NewestOnly queue_{latest_};
};

TEST_F(NewestOnlyTest, PassesOverWhatANewerOneHasReplaced) {
  Tick(1);
  Tick(2);
  EXPECT_EQ(Next(), 2U);
  queue_.Done();
  EXPECT_EQ(Next(), 0U);
}

TEST_F(NewestOnlyTest, GivesTheSameOneAgainUntilItIsDone) {
  Tick(1);
  EXPECT_EQ(Next(), 1U);
  EXPECT_EQ(Next(), 1U);
  Tick(2);
  EXPECT_EQ(Next(), 2U);
}

TEST_F(NewestOnlyTest, GivesNoneThatIsStale) {
  Tick(1, base::SystemClock().SteadyNow() - 1ms);
  EXPECT_EQ(Next(), 0U);
  Tick(2);
  EXPECT_EQ(Next(), 2U);
}

TEST_F(NewestOnlyTest, GivesOneThatWasDoneOnceMoreWhenItMayBeGoneUntilItIsDoneAgain) {
  Tick(1);
  EXPECT_EQ(Next(), 1U);
  queue_.Done();
  latest_.Repeat();
  EXPECT_EQ(Next(), 1U);
  EXPECT_EQ(Next(), 1U) << "its push has failed";
  queue_.Done();
  EXPECT_EQ(Next(), 0U);
}

}  // namespace
}  // namespace agent::app
