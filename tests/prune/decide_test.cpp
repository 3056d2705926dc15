#include "agent/prune/decide.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace agent::prune {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

const base::WallTime kNow{seconds(1'800'000'000)};

publish::ListedGroup PushedAgo(double push, std::map<std::string, std::string> labels = {
                                                {"job", "odin"}, {"site", "x"}}) {
  return {std::move(labels), 1'800'000'000 - push, 0};
}

std::vector<publish::ListedGroup> Stale(const std::vector<publish::ListedGroup>& groups) {
  return StaleGroups(groups, kNow, minutes(10));
}

TEST(StaleGroups, AreThoseWhoseLastPushIsLongerAgo) {
  EXPECT_THAT(Stale({PushedAgo(0), PushedAgo(599.9), PushedAgo(600)}), IsEmpty());
  const publish::ListedGroup old = PushedAgo(600.1);
  EXPECT_THAT(Stale({PushedAgo(5), old}), ElementsAre(old));
}

// The gateway's clock was set back.
TEST(StaleGroups, AreNoneOfTheFuture) { EXPECT_THAT(Stale({PushedAgo(-1e9)}), IsEmpty()); }

TEST(StaleGroups, AreThoseWithOtherLabelsThanSiteToo) {
  const publish::ListedGroup more =
      PushedAgo(1000, {{"job", "odin"}, {"site", "x"}, {"zone", "1"}});
  EXPECT_THAT(Stale({PushedAgo(1), more}), ElementsAre(more));
}

// Its push time is 0: it would be the oldest of all, while somebody is still looking into it.
TEST(StaleGroups, WithoutAnAcceptedPushAreJudgedByTheRefusedOne) {
  publish::ListedGroup refused = PushedAgo(0);
  refused.push_time = 0;
  refused.push_failure_time = 1'800'000'000 - 30;
  EXPECT_THAT(Stale({refused}), IsEmpty());
  refused.push_failure_time = 1'800'000'000 - 601;
  EXPECT_THAT(Stale({refused}), ElementsAre(refused));
}

// The values are as old as their push, however often others were refused since.
TEST(StaleGroups, AreNotKeptByRefusedPushes) {
  publish::ListedGroup group = PushedAgo(601);
  group.push_failure_time = 1'800'000'000 - 1;
  EXPECT_THAT(Stale({group}), ElementsAre(group));
}

}  // namespace
}  // namespace agent::prune
