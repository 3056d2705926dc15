#pragma once

#include <chrono>
#include <stop_token>

namespace agent::net {

// What ends one transfer, whatever its peer does: a point in time and a stop token. Everything that
// runs while a transfer does (the wait for its socket, libcurl's callbacks) asks the same one. May
// be asked from any thread.
class Bound {
 public:
  Bound(std::chrono::milliseconds timeout, std::stop_token stop);

  [[nodiscard]] bool IsStopped() const { return stop_.stop_requested(); }
  [[nodiscard]] bool IsLate() const;
  [[nodiscard]] bool IsOver() const { return IsStopped() || IsLate(); }

  // Until the point in time, rounded up; 0 when it has come.
  [[nodiscard]] std::chrono::milliseconds Left() const;

  [[nodiscard]] const std::stop_token& stop() const { return stop_; }

 private:
  std::chrono::steady_clock::time_point end_;
  std::stop_token stop_;
};

}  // namespace agent::net
