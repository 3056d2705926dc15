#include "agent/serve/connection_deadlines.hpp"

#include <sys/socket.h>

#include <algorithm>

namespace agent::serve {

ConnectionDeadlines::ConnectionDeadlines(std::chrono::milliseconds request,
                                         std::chrono::milliseconds response,
                                         const base::Clock& clock)
    : request_(request), response_(response), clock_(clock) {}

void ConnectionDeadlines::Opened(int fd) {
  deadlines_.insert_or_assign(fd, clock_.SteadyNow() + request_);
}

void ConnectionDeadlines::RequestReceived(int fd) noexcept { Restart(fd, response_); }

void ConnectionDeadlines::ResponseSent(int fd) noexcept { Restart(fd, request_); }

void ConnectionDeadlines::Closed(int fd) noexcept { deadlines_.erase(fd); }

std::optional<base::SteadyTime> ConnectionDeadlines::CutOverdue() noexcept {
  const base::SteadyTime now = clock_.SteadyNow();
  std::optional<base::SteadyTime> next;
  for (auto& [fd, deadline] : deadlines_) {
    if (!deadline) continue;
    if (*deadline <= now) {
      ::shutdown(fd, SHUT_RDWR);
      deadline.reset();
    } else {
      next = std::min(next.value_or(*deadline), *deadline);
    }
  }
  return next;
}

void ConnectionDeadlines::Restart(int fd, std::chrono::milliseconds allowed) noexcept {
  const auto found = deadlines_.find(fd);
  if (found != deadlines_.end()) found->second = clock_.SteadyNow() + allowed;
}

}  // namespace agent::serve
