#include "agent/app/destinations.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

namespace agent::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

config::PushgatewayConfig At(const std::string& url, const std::string& job = "odin") {
  config::PushgatewayConfig gateway;
  gateway.http.url = url;
  gateway.job = job;
  return gateway;
}

std::vector<Destination> DestinationsOf(std::vector<config::PushgatewayConfig> gateways) {
  config::Config config;
  config.site = "berlin-1";
  config.pushgateways = std::move(gateways);
  return MakeDestinations(config, base::SystemClock());
}

std::vector<std::string> NamesOf(std::vector<config::PushgatewayConfig> gateways) {
  std::vector<std::string> names;
  for (const Destination& destination : DestinationsOf(std::move(gateways))) {
    names.push_back(destination.name);
  }
  return names;
}

TEST(MakeDestinations, NamesThemByTheirUrls) {
  EXPECT_THAT(NamesOf({At("https://a"), At("http://b:9091/push", "other")}),
              ElementsAre("https://a", "http://b:9091/push"));
}

TEST(MakeDestinations, TellsTheJobWhereTwoHaveOneUrl) {
  EXPECT_THAT(NamesOf({At("https://a", "odin"), At("https://b"), At("https://a", "a/b c")}),
              ElementsAre("https://a/metrics/job/odin", "https://b",
                          "https://a/metrics/job@base64/YS9iIGM="));
}

TEST(MakeDestinations, ShowsNoPassword) {
  const auto destinations = DestinationsOf({At("https://user:secret@a")});
  EXPECT_EQ(destinations.at(0).name.find("secret"), std::string::npos);
  EXPECT_EQ(destinations.at(0).address.find("secret"), std::string::npos);
}

TEST(MakeDestinations, KnowsWhatOnlyAPushgatewayHas) {
  config::PushgatewayConfig gateway = At("http://LOCALHOST:80", "other");
  gateway.on_shutdown = config::OnShutdown::kDelete;
  const std::vector<Destination> destinations = DestinationsOf({gateway});
  const Destination& destination = destinations.at(0);
  EXPECT_EQ(destination.kind, "pushgateway");
  EXPECT_EQ(destination.publisher, destination.group);
  EXPECT_EQ(destination.group_id, (Group{"http://localhost", "other", "berlin-1"}));
  EXPECT_EQ(destination.settings.on_shutdown, config::OnShutdown::kDelete);
}

TEST(MakeDestinations, MakesNoneOfAConfigurationWithoutAny) {
  EXPECT_THAT(DestinationsOf({}), IsEmpty());
}

}  // namespace
}  // namespace agent::app
