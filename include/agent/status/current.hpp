#pragma once

#include <memory>
#include <mutex>

#include "agent/status/latest.hpp"

namespace agent::status {

// The newest snapshot of the present pipeline, for readers that outlive a pipeline. A reload
// replaces the pipeline; from then on no snapshot of the former one is returned. Thread-safe.
class Current final : public SnapshotSource {
 public:
  // From now on the snapshots of `latest` are the current ones.
  void Show(std::shared_ptr<const Latest> latest) noexcept;

  // Null before the first pipeline, and before its first snapshot.
  [[nodiscard]] SnapshotPtr Get() const override;

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Latest> latest_;
};

}  // namespace agent::status
