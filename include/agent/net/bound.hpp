#pragma once

#include <chrono>
#include <stop_token>

namespace agent::net {

// The deadline and the stop token of one transfer, which end it whatever the peer does. The wait
// for the socket and libcurl's callbacks check it. Thread-safe.
class Bound {
 public:
  Bound(std::chrono::milliseconds timeout, std::stop_token stop);

  [[nodiscard]] bool IsStopped() const { return stop_.stop_requested(); }
  [[nodiscard]] bool IsLate() const;
  [[nodiscard]] bool IsOver() const { return IsStopped() || IsLate(); }

  // The time to the deadline, rounded up. 0 when it has passed.
  [[nodiscard]] std::chrono::milliseconds Left() const;

  [[nodiscard]] const std::stop_token& stop() const { return stop_; }

 private:
  std::chrono::steady_clock::time_point end_;
  std::stop_token stop_;
};

}  // namespace agent::net
