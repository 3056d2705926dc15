#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>

#include "agent/base/clock.hpp"
#include "agent/status/snapshot.hpp"
#include "agent/status/snapshot_source.hpp"

namespace agent::status {

// The newest snapshot of one pipeline. Only the pipeline's loop sets it. When the snapshot is stale
// and has a `without_farm`, readers get that one instead. Thread-safe.
class Latest final : public SnapshotSource {
 public:
  // `clock` must outlive this object.
  explicit Latest(const base::Clock& clock = base::SystemClock()) : clock_(clock) {}

  void Set(SnapshotPtr snapshot) noexcept;

  // Null before the first snapshot.
  [[nodiscard]] SnapshotPtr Get() const override;

  // Makes the snapshot count as new again for callers that wait with `repeats`.
  void Repeat() noexcept;

  // Waits for a snapshot with a higher sequence than `seen`, and returns it. Null when `stop` fires
  // first. `repeats` is the number of Repeat() calls that the caller has seen. With it, the
  // function also returns when there were more, and sets it to their number.
  [[nodiscard]] SnapshotPtr WaitNewerThan(std::uint64_t seen, const std::stop_token& stop,
                                          std::uint64_t* repeats = nullptr) const;

 private:
  [[nodiscard]] SnapshotPtr Shown() const;

  const base::Clock& clock_;
  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  SnapshotPtr snapshot_;
  std::uint64_t repeats_ = 0;
};

}  // namespace agent::status
