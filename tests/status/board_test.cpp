#include "agent/status/board.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include "support/manual_clock.hpp"

namespace agent::status {
namespace {

using namespace std::chrono_literals;

constexpr const char* kGateway = "https://push.example.com";

class BoardTest : public testing::Test {
 protected:
  void Succeed() { board_.Collected({.farm = "12 printers, 8 online", .took = 3ms}); }
  void Fail() { board_.Collected({.reason = "locked", .cause = "locked: it", .detail = "why"}); }
  void Accept() { board_.Published(kGateway, {}); }
  void Refuse(const std::string& reason, const std::string& cause = "c") {
    board_.Published(kGateway, {reason, cause, "detail"});
  }
  DestinationState Destination() { return board_.Read().destinations.at(0); }

  test::ManualClock clock_;
  Board board_{clock_};
};

TEST_F(BoardTest, KnowsOfNothingButItsConfigurationAtFirst) {
  const BoardState state = board_.Read();
  EXPECT_FALSE(state.source);
  EXPECT_TRUE(state.destinations.empty());
  EXPECT_EQ(state.configuration_loaded_at, clock_.Now());
  EXPECT_FALSE(state.refused);
}

TEST_F(BoardTest, HoldsTheLastCollection) {
  Succeed();
  const SourceState source = board_.Read().source.value();
  EXPECT_EQ(source.last.farm, "12 printers, 8 online");
  EXPECT_EQ(source.last.took, 3ms);
  EXPECT_EQ(source.at, clock_.Now());
  Fail();
  EXPECT_EQ(board_.Read().source->last.reason, "locked");
  EXPECT_EQ(board_.Read().source->last.cause, "locked: it");
  EXPECT_EQ(board_.Read().source->last.detail, "why");
}

TEST_F(BoardTest, KnowsSinceWhenCollectionsSucceedOrFail) {
  Succeed();
  const base::WallTime first = clock_.Now();
  clock_.Advance(15s);
  Succeed();
  EXPECT_EQ(board_.Read().source->since, first);
  EXPECT_EQ(board_.Read().source->at, first + 15s);
  Fail();
  EXPECT_EQ(board_.Read().source->since, first + 15s);
}

TEST_F(BoardTest, HasAFreshFarmUntilItsTimeIsOver) {
  EXPECT_FALSE(HasFreshFarm(board_.Read(), clock_.SteadyNow()));
  Succeed();
  EXPECT_FALSE(HasFreshFarm(board_.Read(), clock_.SteadyNow())) << "none is shown";
  const base::SteadyTime until = clock_.SteadyNow() + 60s;
  board_.Collected({.reason = "locked", .farm_fresh_until = until});
  EXPECT_TRUE(HasFreshFarm(board_.Read(), until)) << "one that is kept";
  EXPECT_FALSE(HasFreshFarm(board_.Read(), until + 1ms));
}

TEST_F(BoardTest, KnowsWhenADestinationLastTookASnapshotAndSinceWhenItFails) {
  board_.ConfigurationLoaded({kGateway}, false);
  EXPECT_FALSE(Destination().accepted_at);
  EXPECT_FALSE(Destination().failing_since);
  const base::WallTime start = clock_.Now();
  Accept();
  clock_.Advance(15s);
  Refuse("timeout");
  clock_.Advance(15s);
  Refuse("connect");
  EXPECT_EQ(Destination().accepted_at, start);
  EXPECT_EQ(Destination().failing_since, start + 15s);
  EXPECT_EQ(Destination().last.reason, "connect");
  EXPECT_EQ(Destination().last.detail, "detail");
  Accept();
  EXPECT_EQ(Destination().accepted_at, start + 30s);
  EXPECT_FALSE(Destination().failing_since);
}

TEST_F(BoardTest, TellsNewsButNotMoreOfTheSame) {
  int news = 0;
  board_.ListenForNews([&] { ++news; });
  const auto is_news = [&](auto report) {
    const int before = news;
    report();
    return news > before;
  };
  EXPECT_TRUE(is_news([&] { Accept(); }));
  EXPECT_FALSE(is_news([&] { Accept(); }));
  EXPECT_TRUE(is_news([&] { Refuse("timeout"); }));
  EXPECT_FALSE(is_news([&] { Refuse("timeout"); }));
  EXPECT_TRUE(is_news([&] { Refuse("timeout", "another"); }));
  EXPECT_TRUE(is_news([&] { Refuse("connect", "another"); }));
  EXPECT_TRUE(is_news([&] { Accept(); }));
}

TEST_F(BoardTest, AFirstFailureIsNewsAlsoForAConfiguredDestination) {
  int news = 0;
  board_.ListenForNews([&] { ++news; });
  board_.ConfigurationLoaded({kGateway}, false);
  Refuse("timeout");
  EXPECT_EQ(news, 1);
}

TEST_F(BoardTest, KeepsWhatItKnowsOfTheSameFarmAndOfDestinationsThatStay) {
  board_.ConfigurationLoaded({kGateway}, false);
  Succeed();
  Accept();
  const base::WallTime start = clock_.Now();
  clock_.Advance(1h);
  board_.ConfigurationLoaded({"http://new", kGateway}, true);
  EXPECT_TRUE(board_.Read().source);
  ASSERT_EQ(board_.Read().destinations.size(), 2U);
  EXPECT_EQ(board_.Read().destinations[0].name, "http://new");
  EXPECT_EQ(board_.Read().destinations[1].accepted_at, start);
  EXPECT_EQ(board_.Read().configuration_loaded_at, start + 1h);
  board_.ConfigurationLoaded({"http://new"}, true);
  EXPECT_EQ(board_.Read().destinations.size(), 1U);
}

TEST_F(BoardTest, ForgetsWhatWasDoneForAnotherFarm) {
  Succeed();
  Accept();
  board_.ConfigurationLoaded({kGateway}, false);
  EXPECT_FALSE(board_.Read().source);
  EXPECT_FALSE(Destination().accepted_at);
}

TEST_F(BoardTest, HoldsARefusedConfigurationUntilOneIsLoaded) {
  clock_.Advance(5s);
  board_.ConfigurationRefused("config.yaml:1:1: no");
  EXPECT_EQ(board_.Read().refused.value().why, "config.yaml:1:1: no");
  EXPECT_EQ(board_.Read().refused->at, clock_.Now());
  board_.ConfigurationLoaded({}, true);
  EXPECT_FALSE(board_.Read().refused);
}

TEST_F(BoardTest, KeepsTextsShortAndInOneLine) {
  const std::string text = "a\nb\xff" + std::string(5000, 'x');
  board_.Collected({.reason = "r", .cause = text, .detail = text});
  board_.Published(kGateway, {"r", text, text});
  board_.ConfigurationRefused(text);
  const BoardState state = board_.Read();
  for (const std::string& kept :
       {state.source->last.cause, state.source->last.detail, state.destinations[0].last.cause,
        state.destinations[0].last.detail, state.refused->why}) {
    EXPECT_TRUE(kept.starts_with("a b\uFFFDxxx")) << kept;
    EXPECT_LT(kept.size(), 1100U);
  }
}

TEST_F(BoardTest, MayBeReadWhileLoopsWrite) {
  std::atomic<bool> done = false;
  {
    const std::jthread collects([&] {
      for (int i = 0; i < 1000; ++i) i % 2 == 0 ? Succeed() : Fail();
    });
    const std::jthread publishes([&] {
      for (int i = 0; i < 1000; ++i) i % 2 == 0 ? Accept() : Refuse("timeout");
      done = true;
    });
    while (!done) {
      const BoardState state = board_.Read();
      if (state.source) {
        EXPECT_NE(state.source->last.reason.empty(), state.source->last.farm.empty());
      }
    }
  }
  EXPECT_EQ(Destination().last.reason, "timeout");
}

}  // namespace
}  // namespace agent::status
