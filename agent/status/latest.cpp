#include "agent/status/latest.hpp"

#include <utility>

namespace agent::status {

void Latest::Set(SnapshotPtr snapshot) {
  {
    const std::lock_guard lock(mutex_);
    // The old snapshot, which may be the last reference to much text, goes outside of the lock.
    std::swap(snapshot_, snapshot);
  }
  changed_.notify_all();
}

SnapshotPtr Latest::Get() const {
  const std::lock_guard lock(mutex_);
  return snapshot_;
}

SnapshotPtr Latest::WaitNewerThan(std::uint64_t seen, std::stop_token stop) const {
  std::unique_lock lock(mutex_);
  const bool newer =
      changed_.wait(lock, std::move(stop), [&] { return snapshot_ && snapshot_->sequence > seen; });
  return newer ? snapshot_ : nullptr;
}

}  // namespace agent::status
