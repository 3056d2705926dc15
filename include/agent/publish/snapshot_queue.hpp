#pragma once

#include <stop_token>

#include "agent/status/snapshot.hpp"

namespace agent::publish {

// Which snapshots a destination gets, and in which order: only the newest one, or every one. Use
// from one thread.
class SnapshotQueue {
 public:
  virtual ~SnapshotQueue() = default;

  // Waits for the snapshot that is to be published next. Null when `stop` fires first.
  [[nodiscard]] virtual status::SnapshotPtr Next(const std::stop_token& stop) = 0;

  // The snapshot that Next() gave last needs no further try: it was accepted, or would be refused
  // again. Without this call Next() gives the same one again, or what has taken its place.
  virtual void Done() = 0;
};

}  // namespace agent::publish
