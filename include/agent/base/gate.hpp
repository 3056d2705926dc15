#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace agent::base {

// Holds back threads that are made before they may do anything. Thread-safe.
class Gate {
 public:
  // Lets all threads pass, now and later.
  void Open() noexcept;

  // Waits until it is open; false when `stop` is requested before.
  [[nodiscard]] bool Wait(const std::stop_token& stop);

 private:
  std::mutex mutex_;
  std::condition_variable_any opened_;
  bool is_open_ = false;
};

}  // namespace agent::base
