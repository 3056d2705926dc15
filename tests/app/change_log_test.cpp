#include "agent/app/change_log.hpp"

#include <gtest/gtest.h>

namespace agent::app {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const base::SteadyTime kStart{std::chrono::hours(1)};

TEST(ChangeLog, SaysTheFirstResultAndEachThatIsAnother) {
  ChangeLog log;
  EXPECT_TRUE(log.IsNews("", kStart));
  EXPECT_FALSE(log.IsNews("", kStart));
  EXPECT_TRUE(log.IsNews("404", kStart));
  EXPECT_FALSE(log.IsNews("404", kStart));
  EXPECT_TRUE(log.IsNews("400", kStart));
  EXPECT_TRUE(log.IsNews("404", kStart));
  EXPECT_TRUE(log.IsNews("", kStart));
  EXPECT_TRUE(ChangeLog().IsNews("404", kStart));
}

TEST(ChangeLog, SaysCausesThatAlternateForEverOnlyNowAndThen) {
  ChangeLog log;
  int said = 0;
  base::SteadyTime now = kStart;
  for (; now < kStart + minutes(60); now += seconds(1)) {
    said += log.IsNews(now.time_since_epoch().count() / 1'000'000'000 % 2 == 0 ? "a" : "b", now);
  }
  EXPECT_GE(said, 8 + 5);
  EXPECT_LE(said, 9 + 6);
}

TEST(ChangeLog, SaysADestinationThatIsUpAndDownForEverOnlyNowAndThen) {
  ChangeLog log;
  int said = 0;
  base::SteadyTime now = kStart;
  for (; now < kStart + minutes(60); now += seconds(1)) {
    said += log.IsNews(now.time_since_epoch().count() / 1'000'000'000 % 2 == 0 ? "" : "b", now);
  }
  EXPECT_GE(said, 20 + 5);
  EXPECT_LE(said, 21 + 6);
}

TEST(ChangeLog, SaysTheCauseThatStaysInTheEnd) {
  ChangeLog log;
  for (int i = 0; i < 100; ++i) static_cast<void>(log.IsNews(i % 2 == 0 ? "a" : "b", kStart));
  EXPECT_FALSE(log.IsNews("c", kStart + minutes(9)));
  EXPECT_TRUE(log.IsNews("c", kStart + minutes(10)));
  EXPECT_TRUE(log.IsNews("", kStart + minutes(10))) << "the end of all of them";
}

}  // namespace
}  // namespace agent::app
