#include "agent/app/clock_check.hpp"

#include <gmock/gmock.h>

namespace agent::app {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(ClockSkew, OfASecondOrTwoIsNone) {
  EXPECT_EQ(DescribeClockSkew(seconds(5), true), "");
  EXPECT_EQ(DescribeClockSkew(-seconds(5), false), "");
}

TEST(ClockSkew, IsTheGatewaysWhereThisMachineIsSynchronised) {
  EXPECT_THAT(DescribeClockSkew(hours(2), true),
              AllOf(HasSubstr("the gateway's clock is 2h behind this machine's. This machine's is "
                              "synchronised (timedatectl says so), so the gateway's is probably"),
                    Not(HasSubstr("set-ntp"))));
}

TEST(ClockSkew, IsThisMachinesWhereItIsNotSynchronised) {
  EXPECT_THAT(DescribeClockSkew(-seconds(90), false),
              AllOf(HasSubstr("the gateway's clock is 1m30s ahead of this machine's. "),
                    HasSubstr("timedatectl set-ntp true")));
}

TEST(ClockSkew, IsAnybodysWhereTheKernelDoesNotSay) {
  EXPECT_THAT(DescribeClockSkew(hours(2), std::nullopt),
              AllOf(HasSubstr("compare timedatectl here and there"), Not(HasSubstr("set-ntp"))));
}

}  // namespace
}  // namespace agent::app
