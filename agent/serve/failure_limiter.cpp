#include "agent/serve/failure_limiter.hpp"

#include <algorithm>
#include <chrono>

namespace agent::serve {
namespace {

constexpr std::size_t kMaxClients = 1024;
constexpr double kAttemptsPerSecond = 1;

}  // namespace

FailureLimiter::FailureLimiter(int burst, const base::Clock& clock)
    : burst_(burst), clock_(clock) {}

FailureLimiter::Verdict FailureLimiter::Take(const std::string& client) {
  auto found = buckets_.find(client);
  if (found == buckets_.end()) {
    if (buckets_.size() >= kMaxClients) MakeRoom();
    found = buckets_.emplace(client, Bucket{burst_, clock_.SteadyNow()}).first;
  }
  Bucket& bucket = found->second;
  Refill(bucket);
  if (bucket.attempts >= 1) {
    bucket.attempts -= 1;
    return Verdict::kAllowed;
  }
  if (bucket.reported) return Verdict::kLimited;
  bucket.reported = true;
  return Verdict::kNewlyLimited;
}

void FailureLimiter::GiveBack(const std::string& client) {
  const auto found = buckets_.find(client);
  if (found == buckets_.end()) return;
  Bucket& bucket = found->second;
  bucket.attempts = std::min(burst_, bucket.attempts + 1);
}

void FailureLimiter::Refill(Bucket& bucket) const {
  const base::SteadyTime now = clock_.SteadyNow();
  const double seconds = std::chrono::duration<double>(now - bucket.updated).count();
  bucket.attempts = std::min(burst_, bucket.attempts + seconds * kAttemptsPerSecond);
  bucket.updated = now;
  if (bucket.attempts >= burst_) bucket.reported = false;
}

void FailureLimiter::MakeRoom() {
  const auto quietest = std::min_element(
      buckets_.begin(), buckets_.end(),
      [](const auto& a, const auto& b) { return a.second.updated < b.second.updated; });
  buckets_.erase(quietest);
}

}  // namespace agent::serve
