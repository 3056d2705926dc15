#include "agent/app/group.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace agent::app {
namespace {

using testing::ElementsAre;

config::PushgatewayConfig At(const std::string& url, const std::string& job = "odin") {
  config::PushgatewayConfig gateway;
  gateway.http.url = url;
  gateway.job = job;
  return gateway;
}

TEST(GatewayNames, AreTheUrls) {
  EXPECT_THAT(GatewayNames({At("https://a"), At("http://b:9091/push", "other")}),
              ElementsAre("https://a", "http://b:9091/push"));
}

TEST(GatewayNames, TellTheJobWhereTwoHaveOneUrl) {
  EXPECT_THAT(GatewayNames({At("https://a", "odin"), At("https://b"), At("https://a", "a/b c")}),
              ElementsAre("https://a/metrics/job/odin", "https://b",
                          "https://a/metrics/job@base64/YS9iIGM="));
}

}  // namespace
}  // namespace agent::app
