#include "agent/publish/outcome.hpp"

#include <gmock/gmock.h>

namespace agent::publish {
namespace {

TEST(Reason, NamesEveryOneThatAPushCanFailFor) {
  EXPECT_THAT(AllReasonNames(),
              testing::ElementsAre("connect", "dns", "timeout", "tls", "unauthorized", "rejected",
                                   "rate_limited", "server_error", "too_large", "not_pushgateway"));
}

TEST(Reason, OfSuccessOrShutdownIsNoFailure) {
  EXPECT_EQ(NameOf(Reason::kOk), "ok");
  EXPECT_EQ(NameOf(Reason::kCancelled), "cancelled");
}

TEST(CauseOf, TellsTheReasonAndTheCauseOrElseTheDetail) {
  EXPECT_EQ(CauseOf({.detail = "a reservation"}), "");
  EXPECT_EQ(CauseOf({.reason = Reason::kDns, .detail = "at 12:01", .cause = "no such host"}),
            "dns: no such host");
  EXPECT_EQ(CauseOf({.reason = Reason::kTooLarge, .detail = "no memory"}), "too_large: no memory");
}

}  // namespace
}  // namespace agent::publish
