#include "agent/app/group.hpp"

#include <gtest/gtest.h>

namespace agent::app {
namespace {

config::PushgatewayConfig At(const std::string& url, const std::string& job = "odin") {
  config::PushgatewayConfig gateway;
  gateway.http.url = url;
  gateway.job = job;
  return gateway;
}

config::Config Pushing(const std::string& site, std::vector<config::PushgatewayConfig> gateways) {
  config::Config config;
  config.site = site;
  config.pushgateways = std::move(gateways);
  return config;
}

TEST(GatewayAddress, IsTheSameForEverySpellingOfAUrl) {
  for (const char* url :
       {"HTTP://Push.Example", "http://push.example:80", "http://a:b@push.example"}) {
    EXPECT_EQ(GatewayAddress(url), "http://push.example") << url;
  }
  EXPECT_EQ(GatewayAddress("https://LOCALHOST:9091/Push"), "https://localhost:9091/Push");
}

TEST(GroupsLeft, AreNoneWhereOnlyTheSpellingOfAUrlHasChanged) {
  EXPECT_TRUE(GroupsLeft(Pushing("s", {At("http://localhost:80")}),
                         Pushing("s", {At("http://LOCALHOST"), At("http://b")}))
                  .empty());
}

TEST(GroupsLeft, KnowTheSuccessorAtTheSameGateway) {
  const config::Config before = Pushing("old", {At("http://a", "x"), At("http://b")});
  const config::Config next = Pushing("new", {At("http://c"), At("http://A", "y")});
  const std::vector<LeftGroup> left = GroupsLeft(before, next);
  ASSERT_EQ(left.size(), 2U);
  EXPECT_EQ(left[0].group, (Group{"http://a", "x", "old"}));
  EXPECT_EQ(left[0].before, &before.pushgateways[0]);
  EXPECT_EQ(left[0].now, &next.pushgateways[1]);
  EXPECT_EQ(left[1].group, (Group{"http://b", "odin", "old"}));
  EXPECT_EQ(left[1].now, nullptr);
}

}  // namespace
}  // namespace agent::app
