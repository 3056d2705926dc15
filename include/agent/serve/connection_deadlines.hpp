#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>

#include "agent/base/clock.hpp"

namespace agent::serve {

// Cuts connections whose client takes too long, however busy it looks: a byte a second resets
// every inactivity timeout, but not these deadlines. A connection has `request` to deliver the head
// of its next request (from when it opened, or from the end of the last response), and `response`
// from then on until the response is sent. Cutting is shutdown(2): whoever owns the socket notices
// and closes it. Thread-safe; connections are known by their descriptors.
class ConnectionDeadlines {
 public:
  ConnectionDeadlines(std::chrono::milliseconds request, std::chrono::milliseconds response,
                      const base::Clock& clock);

  void Opened(int fd);
  // Ignored, as is ResponseSent, for a connection that was not Opened. Neither of them throws.
  void RequestReceived(int fd);
  void ResponseSent(int fd);
  // To be called before the descriptor is closed: its number may be another's a moment later.
  void Closed(int fd);

  // Cuts what is past its deadline, once; returns the earliest deadline that is left.
  std::optional<base::SteadyTime> CutOverdue();

  // Cuts until stopped. Sleeps from deadline to deadline, and without an end while nothing is open.
  void Run(const std::stop_token& stop);

 private:
  void Set(int fd, std::chrono::milliseconds allowed);
  [[nodiscard]] base::SteadyTime CutOverdueLocked();

  const std::chrono::milliseconds request_;
  const std::chrono::milliseconds response_;
  const base::Clock& clock_;

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<int, base::SteadyTime> deadlines_;
  base::SteadyTime wake_at_ = base::SteadyTime::max();  // when Run looks again
};

}  // namespace agent::serve
