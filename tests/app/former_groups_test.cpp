#include "agent/app/former_groups.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "support/eventually.hpp"
#include "support/like_pushgateway.hpp"
#include "support/promptly.hpp"
#include "support/scripted_server.hpp"

namespace agent::app {
namespace {

using test::Healthy;
using test::InTurn;
using test::Reply;
using test::ScriptedServer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

config::PushgatewayConfig At(const ScriptedServer& server,
                             config::OnShutdown on_shutdown = config::OnShutdown::kKeep) {
  config::PushgatewayConfig gateway;
  gateway.http.url = server.url();
  gateway.on_shutdown = on_shutdown;
  return gateway;
}

config::Config Pushing(const std::string& site, std::vector<config::PushgatewayConfig> gateways) {
  config::Config config;
  config.site = site;
  config.pushgateways = std::move(gateways);
  return config;
}

class FormerGroupsTest : public testing::Test {
 protected:
  GroupChange Prepare(const config::Config& before, const config::Config& next) {
    const base::Clock& clock = base::SystemClock();
    return former_->Prepare(MakeDestinations(before, clock), MakeDestinations(next, clock));
  }

  void Reload(const config::Config& before, const config::Config& next) {
    former_->Commit(Prepare(before, next), latest_);
  }

  std::string End() {
    former_.reset();
    return testing::internal::GetCapturedStderr();
  }

  void SetUp() override { testing::internal::CaptureStderr(); }

  // The paths of the groups that the server was told to delete, in their order.
  static std::vector<std::string> Deleted(const ScriptedServer& server) {
    std::vector<std::string> paths;
    for (const test::ReceivedRequest& request : server.requests()) {
      if (request.method == "DELETE") paths.push_back(request.target);
    }
    return paths;
  }

  // Whether the server gets so many deletions and, in the time that another would take, no more.
  static bool GetsJust(const ScriptedServer& server, std::size_t count) {
    return test::Eventually([&] { return Deleted(server).size() >= count; }) &&
           !test::Eventually([&] { return Deleted(server).size() > count; }, 200ms);
  }

  std::shared_ptr<status::Latest> latest_ = std::make_shared<status::Latest>();
  std::unique_ptr<FormerGroups> former_ =
      std::make_unique<FormerGroups>(FormerGroups::Limits{.tries = 2});
};

TEST_F(FormerGroupsTest, AreDeletedOnceWhenTheirSuccessorIsAcceptedAndThenForgotten) {
  const ScriptedServer server(Healthy());
  Reload(Pushing("old", {At(server)}), Pushing("new", {At(server)}));
  EXPECT_FALSE(test::Eventually([&] { return !server.requests().empty(); }, 100ms))
      << "not before the successor is accepted";
  former_->Accepted(GroupOf(At(server), "new"));
  ASSERT_TRUE(GetsJust(server, 1));
  Reload(Pushing("new", {At(server)}), Pushing("newer", {At(server)}));
  former_->Accepted(GroupOf(At(server), "newer"));
  ASSERT_TRUE(GetsJust(server, 2));
  former_->Accepted(GroupOf(At(server), "newer"));
  End();
  EXPECT_THAT(Deleted(server),
              ElementsAre("/metrics/job/odin/site/old", "/metrics/job/odin/site/new"));
}

TEST_F(FormerGroupsTest, OfAGatewayThatHasLeftAreDeletedAtOnceWithTheFormerCredentials) {
  const ScriptedServer server(Healthy());
  config::PushgatewayConfig gateway = At(server, config::OnShutdown::kDelete);
  gateway.http.authorization =
      config::Authorization{.credentials = {.value = base::Secret("former"), .file = ""}};
  Reload(Pushing("farm", {gateway}), Pushing("farm", {}));
  ASSERT_TRUE(server.AwaitRequests(1));
  EXPECT_THAT(End(), HasSubstr("removed the group of the earlier configuration"));
  EXPECT_EQ(server.requests()[0].headers.at("authorization"), "Bearer former");
}

TEST_F(FormerGroupsTest, OfARenamedSiteAreDeletedWithTheNewCredentialsWhereTheFormerOnesAreNoMore) {
  const ScriptedServer server(test::LikeAPushgateway([](const test::ReceivedRequest& request) {
    return Reply(request.headers.at("authorization") == "Bearer new" ? 202 : 401);
  }));
  const auto with = [&](const std::string& token) {
    config::PushgatewayConfig gateway = At(server);
    gateway.http.authorization =
        config::Authorization{.credentials = {.value = base::Secret(token), .file = ""}};
    return gateway;
  };
  Reload(Pushing("old", {with("former")}), Pushing("new", {with("new")}));
  former_->Accepted(GroupOf(At(server), "new"));
  ASSERT_TRUE(server.AwaitRequests(2));
  EXPECT_THAT(End(), HasSubstr("removed the group of the earlier configuration"));
}

TEST_F(FormerGroupsTest, ThatAreKeptAreSaidWithTheWayToDeleteThem) {
  const ScriptedServer server(Healthy());
  Reload(Pushing("it's", {At(server)}), Pushing("it's", {}));
  const std::string log = End();
  EXPECT_THAT(log, HasSubstr("the group of the earlier configuration stays"));
  EXPECT_THAT(log, HasSubstr("to_delete_it=\"curl -X DELETE '" + server.url() +
                             "/metrics/job/odin/site/it%27s'\""));
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(FormerGroupsTest, AreGivenUpAfterAFewTriesAndSaid) {
  const ScriptedServer server(InTurn({Reply(503, "down")}));
  Reload(Pushing("farm", {At(server, config::OnShutdown::kDelete)}), Pushing("farm", {}));
  ASSERT_TRUE(server.AwaitRequests(2));
  EXPECT_FALSE(test::Eventually([&] { return server.requests().size() > 2; }, 1500ms));
  const std::string log = End();
  EXPECT_EQ(server.requests().size(), 2U);
  EXPECT_THAT(log, HasSubstr("cannot remove the group of the earlier configuration: it stays"));
  EXPECT_THAT(log, HasSubstr("curl -X DELETE"));
}

TEST_F(FormerGroupsTest, ThatArePushedToAgainAreLeftAlone) {
  const ScriptedServer server(Healthy());
  const config::Config one = Pushing("one", {At(server)});
  const config::Config two = Pushing("two", {At(server)});
  Reload(one, two);
  former_->MayHaveReached(GroupOf(At(server), "two"));
  Reload(two, one);
  former_->Accepted(GroupOf(At(server), "one"));
  ASSERT_TRUE(GetsJust(server, 1));
  End();
  EXPECT_THAT(Deleted(server), ElementsAre("/metrics/job/odin/site/two"));
}

TEST_F(FormerGroupsTest, ATryThatIsGoingOnEndsBeforeItsGroupIsPushedToAgain) {
  const ScriptedServer server(InTurn({test::Silence()}));
  const config::Config with = Pushing("farm", {At(server, config::OnShutdown::kDelete)});
  const config::Config without = Pushing("farm", {});
  Reload(with, without);
  ASSERT_TRUE(server.AwaitRequests(1));
  const auto start = std::chrono::steady_clock::now();
  Reload(without, with);
  EXPECT_LT(std::chrono::steady_clock::now() - start, test::Promptly(2s));
  EXPECT_THAT(End(), Not(HasSubstr("group"))) << "nothing is left to do or to say";
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(FormerGroupsTest, ADeletedGroupThatIsPushedUnderAnotherUrlIsPushedAgain) {
  const ScriptedServer server(Healthy());
  const ScriptedServer elsewhere(Healthy());
  latest_->Set(std::make_shared<const status::Snapshot>(status::Snapshot{.sequence = 1}));
  Reload(Pushing("farm", {At(server, config::OnShutdown::kDelete)}),
         Pushing("farm", {At(elsewhere)}));
  std::uint64_t repeats = 0;
  EXPECT_NE(latest_->WaitNewerThan(1, {}, &repeats), nullptr);
  End();
}

TEST_F(FormerGroupsTest, WhatWasPromisedIsTriedOnceMoreAtTheEndWithinABound) {
  const ScriptedServer silent(InTurn({test::Silence()}));
  const ScriptedServer fine(Healthy());
  Reload(Pushing("farm", {At(silent, config::OnShutdown::kDelete)}), Pushing("farm", {}));
  ASSERT_TRUE(silent.AwaitRequests(1));
  Reload(Pushing("farm", {At(fine, config::OnShutdown::kDelete)}), Pushing("farm", {}));
  const auto start = std::chrono::steady_clock::now();
  const std::string log = End();
  EXPECT_LT(std::chrono::steady_clock::now() - start, test::Promptly(5s));
  EXPECT_THAT(log, HasSubstr("cannot remove the group of the earlier configuration: it stays\" "
                             "group=" +
                             silent.url()));
  EXPECT_THAT(log,
              HasSubstr("removed the group of the earlier configuration\" group=" + fine.url()));
}

TEST_F(FormerGroupsTest, AreDeletedAllAtOnceAtTheEndSoThatASlowGatewayHasItsTime) {
  test::Answer trickle = Reply(202);
  trickle.pause = 25ms;  // after each byte: more than a second for all
  const ScriptedServer slow(
      test::LikeAPushgateway([&](const test::ReceivedRequest&) { return trickle; }));
  const ScriptedServer silent(InTurn({test::Silence()}));
  const ScriptedServer mute(InTurn({test::Silence()}));
  Reload(Pushing("farm",
                 {At(slow, config::OnShutdown::kDelete), At(silent, config::OnShutdown::kDelete),
                  At(mute, config::OnShutdown::kDelete)}),
         Pushing("farm", {}));
  ASSERT_TRUE(slow.AwaitRequests(1));
  const auto start = std::chrono::steady_clock::now();
  const std::string log = End();
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
  EXPECT_THAT(log,
              HasSubstr("removed the group of the earlier configuration\" group=" + slow.url()));
}

TEST_F(FormerGroupsTest, ThatStillWaitAtTheEndAreSaid) {
  const ScriptedServer server(Healthy());
  Reload(Pushing("old", {At(server)}), Pushing("new", {At(server)}));
  EXPECT_THAT(End(), HasSubstr("no push to its successor was accepted"));
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(FormerGroupsTest, ThatWaitedTooLongMayBeAnothersAndAreLeftAlone) {
  former_ = std::make_unique<FormerGroups>(FormerGroups::Limits{.tries = 2, .patience = 0h});
  const ScriptedServer server(Healthy());
  Reload(Pushing("old", {At(server)}), Pushing("new", {At(server)}));
  former_->Accepted(GroupOf(At(server), "new"));
  EXPECT_THAT(End(), HasSubstr("another machine may have taken the name"));
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(FormerGroupsTest, ThatNoPushHasReachedAreAnothersAndAreLeftAlone) {
  const ScriptedServer server(Healthy());
  const config::PushgatewayConfig gateway = At(server, config::OnShutdown::kDelete);
  const Group mistyped = GroupOf(gateway, "mistyped");
  Reload(Pushing("farm", {gateway}), Pushing("mistyped", {gateway}));
  EXPECT_FALSE(former_->MayHoldOurPush(mistyped)) << "nor deleted when the agent ends";
  Reload(Pushing("mistyped", {gateway}), Pushing("farm", {gateway}));
  former_->Accepted(GroupOf(gateway, "farm"));
  EXPECT_THAT(End(), HasSubstr("is left alone: no push from here reached it\" group=" +
                               server.url() + "/metrics/job/odin/site/mistyped"));
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(FormerGroupsTest, ThatAPushMayHaveReachedAreDeletedThoughNoneWasAccepted) {
  const ScriptedServer server(Healthy());
  Reload(Pushing("old", {At(server)}), Pushing("between", {At(server)}));
  former_->MayHaveReached(GroupOf(At(server), "between"));
  Reload(Pushing("between", {At(server)}), Pushing("new", {At(server)}));
  former_->Accepted(GroupOf(At(server), "new"));
  EXPECT_TRUE(GetsJust(server, 2));
  End();
}

TEST_F(FormerGroupsTest, ThatComeBackBeforeTheyWereDeletedAreStillOurs) {
  const ScriptedServer server(Healthy());
  Reload(Pushing("farm", {At(server)}), Pushing("mistyped", {At(server)}));
  Reload(Pushing("mistyped", {At(server)}), Pushing("farm", {At(server)}));
  EXPECT_TRUE(former_->MayHoldOurPush(GroupOf(At(server), "farm")));
  End();
}

TEST_F(FormerGroupsTest, APreparedChangeThatIsNotMadeLeavesNothing) {
  const ScriptedServer server(Healthy());
  {
    const GroupChange refused =
        Prepare(Pushing("farm", {At(server, config::OnShutdown::kDelete)}), Pushing("farm", {}));
  }
  EXPECT_EQ(End(), "");
  EXPECT_TRUE(server.requests().empty());
}

}  // namespace
}  // namespace agent::app
