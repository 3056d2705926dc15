#include "agent/base/gate.hpp"

namespace agent::base {

void Gate::Open() noexcept {
  {
    const std::lock_guard lock(mutex_);
    is_open_ = true;
  }
  opened_.notify_all();
}

bool Gate::Wait(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  return opened_.wait(lock, stop, [this] { return is_open_; });
}

}  // namespace agent::base
