#pragma once

#include <stop_token>

#include "agent/status/snapshot.hpp"

namespace agent::publish {

// Decides which snapshots a destination gets, and in which order: only the newest one, or every
// one. Use from one thread.
class SnapshotQueue {
 public:
  virtual ~SnapshotQueue() = default;

  // Waits for the next snapshot to publish. Null when `stop` fires first.
  [[nodiscard]] virtual status::SnapshotPtr Next(const std::stop_token& stop) = 0;

  // The last snapshot from Next() needs no further try: it was accepted, or would be refused again.
  // Without this call Next() returns the same one again, or a newer one.
  virtual void Done() = 0;
};

}  // namespace agent::publish
