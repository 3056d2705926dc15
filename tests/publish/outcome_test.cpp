#include "agent/publish/publisher.hpp"

#include <gmock/gmock.h>

namespace agent::publish {
namespace {

TEST(Publisher, NamesEveryReasonOfAFailedPush) {
  EXPECT_THAT(AllReasonNames(),
              testing::ElementsAre("connect", "dns", "timeout", "tls", "unauthorized", "rejected",
                                   "rate_limited", "server_error", "too_large", "not_pushgateway"));
}

TEST(Publisher, DoesNotCountSuccessOrShutdownAsReasons) {
  EXPECT_EQ(ReasonName(PushResult::kOk), "ok");
  EXPECT_EQ(ReasonName(PushResult::kCancelled), "cancelled");
}

}  // namespace
}  // namespace agent::publish
