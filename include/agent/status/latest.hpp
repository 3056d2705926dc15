#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stop_token>

#include "agent/base/clock.hpp"
#include "agent/exposition/rendered.hpp"

namespace agent::status {

// What one tick left behind; never changed afterwards.
struct Snapshot {
  std::uint64_t sequence = 0;  // 1 for the first tick
  exposition::Rendered exposition;
  bool source_up = false;        // the tick's own collection succeeded
  bool has_farm = false;         // holds farm series: this tick's, or recent ones kept
  base::SteadyTime stale_after;  // later than this it must not be shown as fresh
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

// The newest snapshot: the loop writes it, everybody else reads it. Thread-safe.
class Latest {
 public:
  void Set(SnapshotPtr snapshot);

  // Null before the first tick.
  [[nodiscard]] SnapshotPtr Get() const;

  // Waits until there is a snapshot with a higher sequence than `seen`, and returns it; null when
  // `stop` fires first.
  [[nodiscard]] SnapshotPtr WaitNewerThan(std::uint64_t seen, std::stop_token stop) const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  SnapshotPtr snapshot_;
};

}  // namespace agent::status
