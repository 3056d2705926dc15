#include "agent/app/newest_only.hpp"

#include "agent/base/clock.hpp"

namespace agent::app {

status::SnapshotPtr NewestOnly::Next(const std::stop_token& stop) {
  while (status::SnapshotPtr snapshot = latest_.WaitNewerThan(done_, stop, &repeats_)) {
    given_ = snapshot->sequence;
    if (base::SystemClock().SteadyNow() > snapshot->stale_after) {
      Done();
      continue;
    }
    // One that is given once more, because its group may be gone, was done before.
    done_ = given_ - 1;
    return snapshot;
  }
  return nullptr;
}

}  // namespace agent::app
