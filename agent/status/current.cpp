#include "agent/status/current.hpp"

#include <utility>

namespace agent::status {

void Current::Show(std::shared_ptr<const Latest> latest) noexcept {
  const std::lock_guard lock(mutex_);
  std::swap(latest_, latest);
}

SnapshotPtr Current::Get() const {
  const std::lock_guard lock(mutex_);
  return latest_ ? latest_->Get() : nullptr;
}

}  // namespace agent::status
