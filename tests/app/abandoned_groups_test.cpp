#include "agent/app/abandoned_groups.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace agent::app {
namespace {

config::PushgatewayConfig At(const std::string& url, const std::string& job = "odin") {
  config::PushgatewayConfig gateway;
  gateway.http.url = url;
  gateway.job = job;
  return gateway;
}

std::vector<Destination> DestinationsOf(const std::string& site,
                                        std::vector<config::PushgatewayConfig> gateways) {
  config::Config config;
  config.site = site;
  config.pushgateways = std::move(gateways);
  return MakeDestinations(config, base::SystemClock());
}

TEST(FindAbandonedGroups, AreNoneWhereOnlyTheSpellingOfAUrlHasChanged) {
  EXPECT_TRUE(FindAbandonedGroups(DestinationsOf("s", {At("http://localhost:80")}),
                                  DestinationsOf("s", {At("http://LOCALHOST"), At("http://b")}))
                  .empty());
}

TEST(FindAbandonedGroups, KnowTheSuccessorAtTheSameGateway) {
  const auto before = DestinationsOf("old", {At("http://a", "x"), At("http://b")});
  const auto next = DestinationsOf("new", {At("http://c"), At("http://A", "y")});
  const std::vector<AbandonedGroup> left = FindAbandonedGroups(before, next);
  ASSERT_EQ(left.size(), 2U);
  EXPECT_EQ(left[0].group, (Group{"http://a", "x", "old"}));
  EXPECT_EQ(left[0].before, &before[0].settings);
  EXPECT_EQ(left[0].now, &next[1].settings);
  EXPECT_EQ(left[1].group, (Group{"http://b", "odin", "old"}));
  EXPECT_EQ(left[1].now, nullptr);
}

// Only a Pushgateway has groups.
TEST(FindAbandonedGroups, AreNoneOfADestinationOfAnotherKind) {
  Destination other;
  other.name = "other";
  EXPECT_TRUE(FindAbandonedGroups({other}, {}).empty());
}

}  // namespace
}  // namespace agent::app
