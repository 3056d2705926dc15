#include "agent/status/latest.hpp"

#include <utility>

namespace agent::status {

void Latest::Set(SnapshotPtr snapshot) noexcept {
  {
    const std::lock_guard lock(mutex_);
    // The old snapshot, which may be the last reference to much text, goes outside of the lock.
    std::swap(snapshot_, snapshot);
  }
  changed_.notify_all();
}

SnapshotPtr Latest::Get() const {
  const std::lock_guard lock(mutex_);
  return Shown();
}

void Latest::Repeat() noexcept {
  {
    const std::lock_guard lock(mutex_);
    ++repeats_;
  }
  changed_.notify_all();
}

SnapshotPtr Latest::WaitNewerThan(std::uint64_t seen, const std::stop_token& stop,
                                  std::uint64_t* repeats) const {
  std::unique_lock lock(mutex_);
  const auto is_wanted = [&] {
    const SnapshotPtr shown = Shown();
    return shown && (shown->sequence > seen || (repeats != nullptr && *repeats < repeats_));
  };
  while (!is_wanted()) {
    if (stop.stop_requested()) return nullptr;
    const bool gives_way =
        snapshot_ && snapshot_->without_farm && clock_.SteadyNow() <= snapshot_->stale_after;
    const auto may_have_changed = [&, before = snapshot_] {
      return snapshot_ != before || is_wanted();
    };
    if (gives_way) {
      constexpr base::SteadyTime::duration kPast(1);
      changed_.wait_until(lock, stop, snapshot_->stale_after + kPast, may_have_changed);
    } else {
      changed_.wait(lock, stop, may_have_changed);
    }
  }
  if (repeats != nullptr) *repeats = repeats_;
  return Shown();
}

SnapshotPtr Latest::Shown() const {
  const bool is_over =
      snapshot_ && snapshot_->without_farm && snapshot_->stale_after < clock_.SteadyNow();
  return is_over ? snapshot_->without_farm : snapshot_;
}

}  // namespace agent::status
