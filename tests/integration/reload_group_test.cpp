// SIGHUP: what becomes of the groups that are pushed to no more, at real Pushgateways.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <cmath>
#include <memory>
#include <string>

#include "integration/reload_fixture.hpp"
#include "support/eventually.hpp"
#include "support/promptly.hpp"
#include "support/scripted_server.hpp"

namespace agent::test {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string WithDelete(const std::string& url) {
  return "{url: '" + url + "', on_shutdown: delete}";
}

// `url` with another spelling of its host, which is 127.0.0.1.
std::string AtHost(const std::string& host, const PushgatewayServer& gateway) {
  return "http://" + host + ":" + std::to_string(gateway.port());
}

// Pushes one sample to a site's group, as another machine does.
int PushAsAnotherMachine(const PushgatewayServer& gateway, const std::string& site) {
  return Send(gateway.port(),
              {.method = "PUT",
               .path = "/metrics/job/odin/site/" + site,
               .body = "# TYPE odin_printers_total gauge\nodin_printers_total 99\n"})
      .status;
}

TEST_F(Reload, AChangedSiteTakesThePlaceOfTheOldGroup) {
  const PushgatewayServer gateway;
  Start({.site = "old", .pushgateways = {gateway.url()}});
  ASSERT_TRUE(Eventually([&] { return PrintersOf(gateway, "old") == 20; }));
  Write({.site = "new", .pushgateways = {gateway.url()}});
  HangUp("msg=\"configuration reloaded\"");
  EXPECT_TRUE(Eventually([&] { return PrintersOf(gateway, "new") == 20; }));
  EXPECT_TRUE(Eventually([&] { return std::isnan(PrintersOf(gateway, "old")); }));
}

TEST_F(Reload, TheOldGroupStaysUntilTheNewOneIsAccepted) {
  auto gateway = std::make_unique<PushgatewayServer>();
  const std::uint16_t port = gateway->port();
  const std::string url = gateway->url();
  Start({.site = "old", .pushgateways = {url}});
  ASSERT_TRUE(Eventually([&] { return PrintersOf(*gateway, "old") == 20; }));
  gateway.reset();
  Write({.site = "between", .pushgateways = {url}});
  HangUp("msg=\"configuration reloaded\"");
  Write({.site = "new", .pushgateways = {url}});
  HangUp("msg=\"configuration reloaded\"");
  gateway = std::make_unique<PushgatewayServer>(port);
  EXPECT_TRUE(Eventually([&] { return PrintersOf(*gateway, "new") == 20; }));
  EXPECT_TRUE(Eventually([&] { return Count("removed the group of the earlier") == 1; }));
  EXPECT_FALSE(HasGroup(*gateway, "old"));
}

TEST_F(Reload, AMistypedSiteThatNoPushReachedIsNotDeletedWhenItIsMended) {
  auto gateway = std::make_unique<PushgatewayServer>();
  const std::uint16_t port = gateway->port();
  const std::string url = gateway->url();
  Start({.site = "west", .pushgateways = {WithDelete(url)}});
  ASSERT_TRUE(Eventually([&] { return PrintersOf(*gateway, "west") == 20; }));
  gateway.reset();
  ReloadWith({.site = "north", .pushgateways = {WithDelete(url)}});
  ReloadWith({.site = "west", .pushgateways = {WithDelete(url)}});
  gateway = std::make_unique<PushgatewayServer>(port);
  ASSERT_EQ(PushAsAnotherMachine(*gateway, "north"), 200) << "the farm that has this name";
  ASSERT_TRUE(Eventually([&] { return PrintersOf(*gateway, "west") == 20; }));
  daemon_->process().Signal(SIGTERM);
  EXPECT_EQ(daemon_->process().Wait(std::chrono::seconds(5) + Promptly()), 0);
  EXPECT_EQ(PrintersOf(*gateway, "north"), 99);
  EXPECT_EQ(Count("is left alone: no push from here reached it"), 1U) << Log();
}

TEST_F(Reload, AGroupWhosePushWasCutShortByTheReloadIsDeleted) {
  const ScriptedServer silent(InTurn({Silence()}));
  Start({.site = "west"});
  ReloadWith({.site = "east", .pushgateways = {WithDelete(silent.url())}});
  ASSERT_TRUE(silent.AwaitRequests(1)) << "the push, whose answer does not come";
  ReloadWith({.site = "west"});
  ASSERT_TRUE(silent.AwaitRequests(2));
  EXPECT_EQ(silent.requests()[1].method, "DELETE");
}

TEST_F(Reload, AMistypedSiteThatNoPushReachedIsNotDeletedAtTheEnd) {
  const ScriptedServer forbids(InTurn({Reply(403)}));
  ConfigText config{
      .site = "west", .collect = "{interval: 1h, timeout: 10s}", .more = "log: {level: debug}\n"};
  Start(config);
  ASSERT_TRUE(daemon_->process().WaitForText("msg=collected tick=1 ", std::chrono::seconds(60)));
  config.site = "north";
  config.pushgateways = {WithDelete(forbids.url())};
  ReloadWith(config);
  // A push that is cut short by the end may have reached it. After this one there is none.
  const std::string last_push = "msg=pushed gateway=" + forbids.url() + " tick=2 ";
  ASSERT_TRUE(daemon_->process().WaitForText(last_push, std::chrono::seconds(60))) << Log();
  daemon_->process().Signal(SIGTERM);
  EXPECT_EQ(daemon_->process().Wait(std::chrono::seconds(5) + Promptly()), 0);
  for (const ReceivedRequest& request : forbids.requests()) EXPECT_EQ(request.method, "PUT");
}

TEST_F(Reload, AFormerGroupIsDeletedOnceAndThenForgotten) {
  const PushgatewayServer gateway;
  Start({.site = "old", .pushgateways = {gateway.url()}});
  ASSERT_TRUE(Eventually([&] { return PrintersOf(gateway, "old") == 20; }));
  ReloadWith({.site = "new", .pushgateways = {gateway.url()}});
  ASSERT_TRUE(Eventually([&] { return Count("removed the group of the earlier") == 1; }));
  ASSERT_EQ(PushAsAnotherMachine(gateway, "old"), 200) << "a new machine takes the name";
  for (const char* site : {"new", "newer", "newer"}) {
    const double before = Value(daemon_->Served(), "odin_agent_push_seconds_count");
    ReloadWith({.site = site, .pushgateways = {gateway.url()}});
    ASSERT_TRUE(Eventually([&] {
      return Value(daemon_->Served(), "odin_agent_push_seconds_count") > before + 2;
    })) << "pushes enough for every deletion";
    EXPECT_EQ(PrintersOf(gateway, "old"), 99);
  }
}

TEST_F(Reload, AGatewayThatLeavesTheListHasItsGroupDeletedAsItWasPromised) {
  const PushgatewayServer leaves;
  const PushgatewayServer stays;
  Start({.pushgateways = {WithDelete(leaves.url()), stays.url()}});
  ASSERT_TRUE(Eventually([&] { return PrintersOf(leaves, "berlin-1") == 20; }));
  ReloadWith({.pushgateways = {stays.url()}});
  EXPECT_TRUE(Eventually([&] { return !HasGroup(leaves, "berlin-1"); }));
  EXPECT_TRUE(Eventually([&] {
    return Log().find("removed the group of the earlier configuration\" group=" + leaves.url() +
                      "/metrics/job/odin/site/berlin-1\n") != std::string::npos;
  })) << Log();
  EXPECT_TRUE(Eventually([&] { return PrintersOf(stays, "berlin-1") == 20; }));
}

TEST_F(Reload, AGroupIsDeletedThoughSiteJobAndUrlChangeInOneEdit) {
  const PushgatewayServer former;
  const PushgatewayServer next;
  Start({.site = "old", .pushgateways = {WithDelete(former.url())}});
  ASSERT_TRUE(Eventually([&] { return PrintersOf(former, "old") == 20; }));
  ReloadWith({.site = "new", .pushgateways = {"{url: '" + next.url() + "', job: other}"}});
  EXPECT_TRUE(Eventually([&] { return !HasGroup(former, "old"); }));
  EXPECT_TRUE(Eventually([&] { return PrintersOf(next, "new") == 20; }));
}

TEST_F(Reload, AnotherSpellingOfTheUrlIsTheSameGateway) {
  const PushgatewayServer gateway;
  Start({.site = "old", .pushgateways = {AtHost("localhost", gateway)}});
  ASSERT_TRUE(Eventually([&] { return PrintersOf(gateway, "old") == 20; }));
  ReloadWith({.site = "new", .pushgateways = {AtHost("LOCALHOST", gateway)}});
  EXPECT_TRUE(Eventually([&] { return !HasGroup(gateway, "old"); }));
  EXPECT_TRUE(Eventually([&] { return PrintersOf(gateway, "new") == 20; }));
  EXPECT_THAT(Log(), Not(HasSubstr("stays")));
}

// localhost and 127.0.0.1 are two names of one gateway, which nobody can know: the group that is
// deleted under the former name is the one that is pushed to under the new one.
TEST_F(Reload, AGatewayUnderANewNameHasItsGroupBackBeforeTheNextTick) {
  const PushgatewayServer gateway;
  Start({.pushgateways = {WithDelete(AtHost("localhost", gateway))}});
  ASSERT_TRUE(Eventually([&] { return PrintersOf(gateway, "berlin-1") == 20; }));
  ReloadWith({.pushgateways = {WithDelete(AtHost("127.0.0.1", gateway))},
              .collect = "{interval: 1h, timeout: 10s}"});
  ASSERT_TRUE(Eventually([&] { return Count("removed the group of the earlier") == 1; }));
  EXPECT_TRUE(
      Eventually([&] { return PrintersOf(gateway, "berlin-1") == 20; }, std::chrono::seconds(10)));
}

TEST_F(Reload, AGroupThatStaysIsSaidWithTheWayToDeleteIt) {
  const PushgatewayServer gateway;
  Start({.pushgateways = {gateway.url()}});
  ASSERT_TRUE(Eventually([&] { return PrintersOf(gateway, "berlin-1") == 20; }));
  ReloadWith({});
  const std::string url = gateway.url() + "/metrics/job/odin/site/berlin-1";
  EXPECT_THAT(Log(), HasSubstr("msg=\"the group of the earlier configuration stays: its "
                               "on_shutdown is keep\" group=" +
                               url + " to_delete_it=\"curl -X DELETE '" + url + "'\""));
  ReloadWith({});
  EXPECT_EQ(Count("stays"), 1U) << "said once";
  EXPECT_TRUE(HasGroup(gateway, "berlin-1"));
  EXPECT_EQ(test::Run({"sh", "-c", "curl -s -X DELETE '" + url + "'"}).status, 0);
  EXPECT_TRUE(Eventually([&] { return !HasGroup(gateway, "berlin-1"); }));
}

TEST_F(Reload, WarnsOfDeletingAGroupThatMayBeTheOneInUse) {
  const PushgatewayServer gateway;
  Start({.pushgateways = {AtHost("localhost", gateway)}});
  ASSERT_TRUE(Eventually([&] { return PrintersOf(gateway, "berlin-1") == 20; }));
  ReloadWith({.pushgateways = {AtHost("127.0.0.1", gateway)}});
  EXPECT_THAT(Log(), HasSubstr("/metrics/job/odin/site/berlin-1'\" but_not_if=\"the new url leads "
                               "to the same Pushgateway\""));
}

TEST_F(Reload, ADeadFormerGatewayDelaysNothingAndIsSaidAtTheEnd) {
  const PushgatewayServer next;
  const ScriptedServer silent(InTurn({Silence()}));
  Start({.pushgateways = {WithDelete(silent.url())}});
  ASSERT_TRUE(silent.AwaitRequests(1));
  const auto start = std::chrono::steady_clock::now();
  ReloadWith({.pushgateways = {next.url()}});
  EXPECT_LT(std::chrono::steady_clock::now() - start, 2 * Promptly());
  EXPECT_TRUE(Eventually([&] { return PrintersOf(next, "berlin-1") == 20; }));
  EXPECT_LT(std::chrono::steady_clock::now() - start, 4 * Promptly());
  daemon_->process().Signal(SIGTERM);
  EXPECT_EQ(daemon_->process().Wait(std::chrono::seconds(5) + Promptly()), 0);
  EXPECT_THAT(Log(), HasSubstr("cannot remove the group of the earlier configuration: it stays"));
  EXPECT_THAT(Log(), HasSubstr("curl -X DELETE '" + silent.url()));
}

TEST_F(Reload, ADeletionThatWaitsIsDoneAtTheEnd) {
  const PushgatewayServer former;
  const std::string token = "{credentials: a}";
  const ScriptedServer refuses(InTurn({Reply(401)}));
  Start({.site = "old", .pushgateways = {WithDelete(former.url())}});
  ASSERT_TRUE(Eventually([&] { return PrintersOf(former, "old") == 20; }));
  // The new group is never accepted: this proxy answers instead of the gateway.
  ReloadWith(
      {.site = "new",
       .pushgateways = {"{url: '" + former.url() + "', proxy_url: '" + refuses.url() + "'}"}});
  ASSERT_TRUE(refuses.AwaitRequests(1));
  EXPECT_EQ(PrintersOf(former, "old"), 20) << "it stays until its successor is accepted";
  daemon_->process().Signal(SIGTERM);
  EXPECT_EQ(daemon_->process().Wait(std::chrono::seconds(5) + Promptly()), 0);
  EXPECT_FALSE(HasGroup(former, "old"));
}

}  // namespace
}  // namespace agent::test
