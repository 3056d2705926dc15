#include "agent/publish/backoff.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace agent::publish {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Backoff, DrawsFromTwiceTheRangeEachTimeUpToAMinute) {
  const milliseconds bounds[] = {seconds(1),  seconds(2),  seconds(4),  seconds(8), seconds(16),
                                 seconds(32), seconds(60), seconds(60), seconds(60)};
  milliseconds shortest[std::size(bounds)];
  milliseconds longest[std::size(bounds)];
  std::fill(std::begin(shortest), std::end(shortest), milliseconds::max());
  std::fill(std::begin(longest), std::end(longest), milliseconds::min());
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Backoff backoff(seed);
    for (std::size_t i = 0; i < std::size(bounds); ++i) {
      const milliseconds delay = backoff.NextDelay();
      shortest[i] = std::min(shortest[i], delay);
      longest[i] = std::max(longest[i], delay);
    }
  }
  for (std::size_t i = 0; i < std::size(bounds); ++i) {
    EXPECT_GE(shortest[i], milliseconds(0)) << i;
    EXPECT_LT(shortest[i], bounds[i] / 20) << i;
    EXPECT_LE(longest[i], bounds[i]) << i;
    EXPECT_GT(longest[i], bounds[i] * 19 / 20) << i;
  }
}

TEST(Backoff, StaysWithinAMinuteForEver) {
  Backoff backoff(1);
  for (int i = 0; i < 10'000; ++i) {
    const milliseconds delay = backoff.NextDelay();
    ASSERT_GE(delay, milliseconds(0));
    ASSERT_LE(delay, seconds(60));
  }
}

TEST(Backoff, StartsAgainAfterAReset) {
  Backoff backoff(1);
  for (int i = 0; i < 100; ++i) {
    ASSERT_LE(backoff.NextDelay(), seconds(1));
    for (int j = 0; j < 5; ++j) static_cast<void>(backoff.NextDelay());
    backoff.Reset();
  }
}

PushOutcome Failed(PushResult result, std::optional<seconds> retry_after = std::nullopt) {
  PushOutcome outcome;
  outcome.result = result;
  outcome.retry_after = retry_after;
  return outcome;
}

TEST(RetryDelay, BacksOffFromTroubleThatMayPass) {
  for (const PushResult result :
       {PushResult::kConnect, PushResult::kDns, PushResult::kTimeout, PushResult::kTls,
        PushResult::kServerError, PushResult::kRateLimited}) {
    Backoff backoff(1);
    const auto delay = RetryDelay(Failed(result), backoff);
    ASSERT_TRUE(delay) << ReasonName(result);
    EXPECT_LE(*delay, seconds(1)) << ReasonName(result);
  }
}

TEST(RetryDelay, WaitsForTheNextSnapshotWhereARepetitionWouldNotHelp) {
  for (const PushResult result : {PushResult::kOk, PushResult::kUnauthorized, PushResult::kRejected,
                                  PushResult::kTooLarge, PushResult::kCancelled}) {
    Backoff backoff(1);
    EXPECT_EQ(RetryDelay(Failed(result, seconds(5)), backoff), std::nullopt) << ReasonName(result);
  }
}

TEST(RetryDelay, HonoursRetryAfterUpToTenMinutes) {
  Backoff backoff(1);
  EXPECT_EQ(RetryDelay(Failed(PushResult::kRateLimited, seconds(90)), backoff), seconds(90));
  EXPECT_EQ(RetryDelay(Failed(PushResult::kServerError, seconds(600)), backoff), seconds(600));
  EXPECT_EQ(RetryDelay(Failed(PushResult::kServerError, seconds(601)), backoff), seconds(600));
  EXPECT_EQ(RetryDelay(Failed(PushResult::kRateLimited, seconds::max()), backoff), seconds(600));
}

TEST(RetryDelay, IsNeverShorterThanTheBackoff) {
  Backoff backoff(7);
  Backoff twin(7);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(RetryDelay(Failed(PushResult::kServerError, seconds(0)), backoff), twin.NextDelay());
  }
}

}  // namespace
}  // namespace agent::publish
