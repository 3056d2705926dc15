#include "agent/publish/backoff.hpp"

#include <algorithm>
#include <iterator>

namespace agent::publish {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstBound = std::chrono::seconds(1);
constexpr milliseconds kLastBound = std::chrono::seconds(60);
constexpr std::chrono::seconds kLongestRetryAfter = std::chrono::minutes(10);

bool IsWorthRepeating(Reason reason) {
  constexpr Reason kPassing[] = {Reason::kConnect, Reason::kDns,         Reason::kTimeout,
                                 Reason::kTls,     Reason::kRateLimited, Reason::kServerError};
  return std::ranges::find(kPassing, reason) != std::end(kPassing);
}

}  // namespace

milliseconds Backoff::NextDelay() {
  const milliseconds bound = std::min(kLastBound, kFirstBound * (1 << failures_));
  if (bound < kLastBound) ++failures_;  // else the bound, and so the shift, has stopped growing
  std::uniform_int_distribution<milliseconds::rep> delay(0, bound.count());
  return milliseconds(delay(random_));
}

std::optional<milliseconds> RetryDelay(const Outcome& outcome, Backoff& backoff) {
  // A file of ours is looked at again with each snapshot: that burdens nobody.
  if (outcome.nothing_sent || !IsWorthRepeating(outcome.reason)) return std::nullopt;
  const milliseconds delay = backoff.NextDelay();
  if (!outcome.retry_after) return delay;
  return std::max<milliseconds>(delay, std::min(*outcome.retry_after, kLongestRetryAfter));
}

}  // namespace agent::publish
