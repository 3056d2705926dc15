#pragma once

#include "agent/status/snapshot.hpp"

namespace agent::status {

// The interface from which readers get the snapshot to show now.
class SnapshotSource {
 public:
  virtual ~SnapshotSource() = default;

  // Null while there is nothing to show. Thread-safe.
  [[nodiscard]] virtual SnapshotPtr Get() const = 0;
};

}  // namespace agent::status
