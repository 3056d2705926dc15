#pragma once

#include <memory>
#include <mutex>

#include "agent/status/latest.hpp"

namespace agent::status {

// The newest snapshot of the pipeline that runs now, for readers that outlive pipelines. Once
// another pipeline has taken its place, nothing of the former one is seen here. Thread-safe.
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
