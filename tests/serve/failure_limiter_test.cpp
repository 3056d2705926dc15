#include "agent/serve/failure_limiter.hpp"

#include <gtest/gtest.h>

#include "support/manual_clock.hpp"

namespace agent::serve {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using Verdict = FailureLimiter::Verdict;

constexpr int kBurst = 3;

class FailureLimiterTest : public testing::Test {
 protected:
  void UseUp(const std::string& client) {
    for (int i = 0; i < kBurst; ++i) ASSERT_EQ(limiter_.Take(client), Verdict::kAllowed);
  }

  test::ManualClock clock_;
  FailureLimiter limiter_{kBurst, clock_};
};

TEST_F(FailureLimiterTest, AllowsABurstAndThenOneASecond) {
  UseUp("a");
  EXPECT_NE(limiter_.Take("a"), Verdict::kAllowed);
  clock_.Advance(999ms);
  EXPECT_NE(limiter_.Take("a"), Verdict::kAllowed);
  clock_.Advance(1ms);
  EXPECT_EQ(limiter_.Take("a"), Verdict::kAllowed);
  EXPECT_NE(limiter_.Take("a"), Verdict::kAllowed);
}

TEST_F(FailureLimiterTest, ReportsAnEpisodeOnce) {
  UseUp("a");
  EXPECT_EQ(limiter_.Take("a"), Verdict::kNewlyLimited);
  EXPECT_EQ(limiter_.Take("a"), Verdict::kLimited);
  clock_.Advance(1s);
  EXPECT_EQ(limiter_.Take("a"), Verdict::kAllowed);
  EXPECT_EQ(limiter_.Take("a"), Verdict::kLimited) << "the guessing has not paused";
  clock_.Advance(kBurst * 1s);
  UseUp("a");
  EXPECT_EQ(limiter_.Take("a"), Verdict::kNewlyLimited);
}

TEST_F(FailureLimiterTest, NeverSavesUpMoreThanTheBurst) {
  UseUp("a");
  clock_.Advance(3600s);
  limiter_.GiveBack("a");
  UseUp("a");
  EXPECT_NE(limiter_.Take("a"), Verdict::kAllowed);
}

TEST_F(FailureLimiterTest, DoesNotCountWhatSucceeded) {
  for (int i = 0; i < 10 * kBurst; ++i) {
    ASSERT_EQ(limiter_.Take("a"), Verdict::kAllowed);
    limiter_.GiveBack("a");
  }
}

TEST_F(FailureLimiterTest, KeepsClientsApart) {
  UseUp("a");
  EXPECT_NE(limiter_.Take("a"), Verdict::kAllowed);
  UseUp("b");
}

TEST_F(FailureLimiterTest, ForgetsWhoHasBeenQuietLongestWhenThereAreTooMany) {
  UseUp("first");
  clock_.Advance(1ms);
  UseUp("second");
  for (int i = 0; i < 5000; ++i) {
    clock_.Advance(1ms);
    ASSERT_EQ(limiter_.Take(std::to_string(i)), Verdict::kAllowed);
    if (i < 900) {
      ASSERT_NE(limiter_.Take("second"), Verdict::kAllowed) << i;
    }
    ASSERT_LE(limiter_.clients(), 1024U);
  }
  EXPECT_EQ(limiter_.clients(), 1024U);
}

TEST_F(FailureLimiterTest, TakesBackNothingFromAClientItDoesNotKnow) {
  limiter_.GiveBack("stranger");
  EXPECT_EQ(limiter_.clients(), 0U);
}

}  // namespace
}  // namespace agent::serve
