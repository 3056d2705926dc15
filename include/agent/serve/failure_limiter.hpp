#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "agent/base/clock.hpp"

namespace agent::serve {

// Slows down guessing of passwords. Each client may fail `burst` times at once, and then once a
// second. An attempt counts before it is checked, so parallel attempts count too. It is given back
// when it succeeds. At most 1,024 clients are remembered; for a new one, the one that has been
// quiet for longest is forgotten. Not thread-safe.
class FailureLimiter {
 public:
  enum class Verdict { kAllowed, kLimited, kNewlyLimited };

  FailureLimiter(int burst, const base::Clock& clock);

  // The first refusal is kNewlyLimited. Further ones are kLimited, until the client has been quiet
  // for long enough to have its whole burst again.
  [[nodiscard]] Verdict Take(const std::string& client);
  void GiveBack(const std::string& client);

  [[nodiscard]] std::size_t clients() const { return buckets_.size(); }

 private:
  struct Bucket {
    double attempts;  // that are left
    base::SteadyTime updated;
    bool reported = false;
  };

  void Refill(Bucket& bucket) const;
  void MakeRoom();

  const double burst_;
  const base::Clock& clock_;
  std::map<std::string, Bucket> buckets_;
};

}  // namespace agent::serve
