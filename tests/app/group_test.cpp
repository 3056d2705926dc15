#include "agent/app/group.hpp"

#include <gtest/gtest.h>

namespace agent::app {
namespace {

TEST(GatewayAddress, IsTheSameForEverySpellingOfAUrl) {
  for (const char* url :
       {"HTTP://Push.Example", "http://push.example:80", "http://a:b@push.example"}) {
    EXPECT_EQ(GatewayAddress(url), "http://push.example") << url;
  }
  EXPECT_EQ(GatewayAddress("https://LOCALHOST:9091/Push"), "https://localhost:9091/Push");
}

}  // namespace
}  // namespace agent::app
