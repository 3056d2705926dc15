#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace agent::base {

// Holds threads at their start until it is opened. Thread-safe.
class Gate {
 public:
  // Lets all threads pass, now and later.
  void Open() noexcept;

  // Waits until the gate is open. Returns false when `stop` is requested first.
  [[nodiscard]] bool Wait(const std::stop_token& stop);

 private:
  std::mutex mutex_;
  std::condition_variable_any opened_;
  bool is_open_ = false;
};

}  // namespace agent::base
