#pragma once

#include <chrono>
#include <map>
#include <optional>

#include "agent/base/clock.hpp"

namespace agent::serve {

// Cuts connections whose client takes too long, however busy it looks: a byte a second resets
// every inactivity timeout, but not these deadlines. A connection has `request` to deliver the head
// of its next request (from when it opened, or from the end of the last response), and `response`
// from then on until the response is sent. Cutting is shutdown(2): whoever owns the socket notices
// and closes it. Connections are known by their descriptors. For one thread.
class ConnectionDeadlines {
 public:
  ConnectionDeadlines(std::chrono::milliseconds request, std::chrono::milliseconds response,
                      const base::Clock& clock);

  // Throws std::bad_alloc. The others do not throw, and do nothing for what was not Opened.
  void Opened(int fd);
  void RequestReceived(int fd) noexcept;
  void ResponseSent(int fd) noexcept;
  // To be called before the descriptor is closed: its number may be another's a moment later.
  void Closed(int fd) noexcept;

  // Whether no connection is open.
  [[nodiscard]] bool empty() const noexcept { return deadlines_.empty(); }

  // Cuts what is past its deadline, once; returns the earliest deadline that is left.
  std::optional<base::SteadyTime> CutOverdue() noexcept;

 private:
  void Restart(int fd, std::chrono::milliseconds allowed) noexcept;

  const std::chrono::milliseconds request_;
  const std::chrono::milliseconds response_;
  const base::Clock& clock_;
  std::map<int, std::optional<base::SteadyTime>> deadlines_;  // none: has been cut
};

}  // namespace agent::serve
