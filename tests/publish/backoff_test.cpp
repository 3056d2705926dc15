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

Outcome Failed(Reason reason, std::optional<seconds> retry_after = std::nullopt) {
  Outcome outcome;
  outcome.reason = reason;
  outcome.retry_after = retry_after;
  return outcome;
}

TEST(RetryDelay, BacksOffFromTroubleThatMayPass) {
  for (const Reason reason : {Reason::kConnect, Reason::kDns, Reason::kTimeout, Reason::kTls,
                              Reason::kServerError, Reason::kRateLimited}) {
    Backoff backoff(1);
    const auto delay = RetryDelay(Failed(reason), backoff);
    ASSERT_TRUE(delay) << NameOf(reason);
    EXPECT_LE(*delay, seconds(1)) << NameOf(reason);
  }
}

TEST(RetryDelay, WaitsForTheNextSnapshotWhereARepetitionWouldNotHelp) {
  for (const Reason reason : {Reason::kOk, Reason::kUnauthorized, Reason::kRejected,
                              Reason::kTooLarge, Reason::kCancelled}) {
    Backoff backoff(1);
    EXPECT_EQ(RetryDelay(Failed(reason, seconds(5)), backoff), std::nullopt) << NameOf(reason);
  }
}

TEST(RetryDelay, HonoursRetryAfterUpToTenMinutes) {
  Backoff backoff(1);
  EXPECT_EQ(RetryDelay(Failed(Reason::kRateLimited, seconds(90)), backoff), seconds(90));
  EXPECT_EQ(RetryDelay(Failed(Reason::kServerError, seconds(600)), backoff), seconds(600));
  EXPECT_EQ(RetryDelay(Failed(Reason::kServerError, seconds(601)), backoff), seconds(600));
  EXPECT_EQ(RetryDelay(Failed(Reason::kRateLimited, seconds::max()), backoff), seconds(600));
}

TEST(RetryDelay, IsNeverShorterThanTheBackoff) {
  Backoff backoff(7);
  Backoff twin(7);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(RetryDelay(Failed(Reason::kServerError, seconds(0)), backoff), twin.NextDelay());
  }
}

}  // namespace
}  // namespace agent::publish
