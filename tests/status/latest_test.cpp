#include "agent/status/latest.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

#include "support/manual_clock.hpp"

namespace agent::status {
namespace {

SnapshotPtr Numbered(std::uint64_t sequence) {
  Snapshot snapshot;
  snapshot.sequence = sequence;
  return std::make_shared<const Snapshot>(std::move(snapshot));
}

TEST(Latest, IsNullBeforeTheFirstTick) { EXPECT_EQ(Latest().Get(), nullptr); }

TEST(Latest, GivesTheSnapshotSetLast) {
  Latest latest;
  latest.Set(Numbered(1));
  const SnapshotPtr second = Numbered(2);
  latest.Set(second);
  EXPECT_EQ(latest.Get(), second);
}

TEST(Latest, LetsGoOfAReplacedSnapshotButNotOfAReadersOwn) {
  Latest latest;
  latest.Set(Numbered(1));
  SnapshotPtr held = latest.Get();
  const std::weak_ptr<const Snapshot> first = held;
  latest.Set(Numbered(2));
  EXPECT_EQ(held->sequence, 1U);
  held.reset();
  EXPECT_TRUE(first.expired());
}

TEST(Latest, ReturnsAtOnceWhenANewerSnapshotIsThere) {
  Latest latest;
  latest.Set(Numbered(3));
  EXPECT_EQ(latest.WaitNewerThan(2, {})->sequence, 3U);
}

TEST(Latest, WaitsPastASnapshotThatWasSeen) {
  Latest latest;
  latest.Set(Numbered(1));
  std::promise<void> waiting;
  std::uint64_t got = 0;
  std::jthread waiter([&] {
    waiting.set_value();
    got = latest.WaitNewerThan(1, {})->sequence;
  });
  waiting.get_future().wait();
  latest.Set(Numbered(1));
  latest.Set(Numbered(2));
  waiter.join();
  EXPECT_EQ(got, 2U);
}

TEST(Latest, StopsWaitingWhenAsked) {
  const Latest latest;
  std::promise<SnapshotPtr> got;
  std::jthread waiter(
      [&](const std::stop_token& stop) { got.set_value(latest.WaitNewerThan(0, stop)); });
  waiter.request_stop();
  EXPECT_EQ(got.get_future().get(), nullptr);
}

// A snapshot with a kept farm, which gives way to the one without at `until`.
SnapshotPtr WithKeptFarm(std::uint64_t sequence, base::SteadyTime until) {
  Snapshot snapshot;
  snapshot.sequence = sequence;
  snapshot.stale_after = until;
  snapshot.without_farm = Numbered(sequence + 1);
  return std::make_shared<const Snapshot>(std::move(snapshot));
}

TEST(Latest, ShowsAKeptFarmNoLongerThanItsTime) {
  test::ManualClock clock;
  Latest latest(clock);
  latest.Set(WithKeptFarm(1, clock.SteadyNow() + std::chrono::seconds(60)));
  clock.Advance(std::chrono::seconds(60));
  EXPECT_EQ(latest.Get()->sequence, 1U);
  clock.Advance(std::chrono::milliseconds(1));
  EXPECT_EQ(latest.Get()->sequence, 2U);
  EXPECT_EQ(latest.WaitNewerThan(1, {})->sequence, 2U);
}

TEST(Latest, WakesWhoWaitsWhenTheTimeOfAKeptFarmIsOver) {
  Latest latest;
  const base::SteadyTime until = base::SystemClock().SteadyNow() + std::chrono::milliseconds(200);
  latest.Set(WithKeptFarm(1, until));
  EXPECT_EQ(latest.WaitNewerThan(1, {})->sequence, 2U);
  EXPECT_GT(base::SystemClock().SteadyNow(), until);
}

TEST(Latest, RepeatsWhatThereIsForWhoAsksForThat) {
  Latest latest;
  latest.Set(Numbered(1));
  std::uint64_t repeats = 0;
  latest.Repeat();
  EXPECT_EQ(latest.WaitNewerThan(1, {}, &repeats)->sequence, 1U);
  EXPECT_EQ(repeats, 1U);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(latest.WaitNewerThan(1, stop.get_token(), &repeats), nullptr) << "once";
}

TEST(Latest, WakesEveryWaiter) {
  Latest latest;
  std::atomic<int> woken{0};
  {
    std::vector<std::jthread> waiters;
    for (int i = 0; i < 4; ++i) {
      waiters.emplace_back([&] {
        if (latest.WaitNewerThan(0, {})) ++woken;
      });
    }
    latest.Set(Numbered(1));
  }
  EXPECT_EQ(woken, 4);
}

}  // namespace
}  // namespace agent::status
