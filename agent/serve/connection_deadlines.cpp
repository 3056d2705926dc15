#include "agent/serve/connection_deadlines.hpp"

#include <sys/socket.h>

#include <algorithm>

namespace agent::serve {
namespace {

constexpr base::SteadyTime kNever = base::SteadyTime::max();

}  // namespace

ConnectionDeadlines::ConnectionDeadlines(std::chrono::milliseconds request,
                                         std::chrono::milliseconds response,
                                         const base::Clock& clock)
    : request_(request), response_(response), clock_(clock) {}

void ConnectionDeadlines::Opened(int fd) {
  {
    const std::lock_guard lock(mutex_);
    deadlines_.insert_or_assign(fd, kNever);
  }
  Set(fd, request_);
}

void ConnectionDeadlines::RequestReceived(int fd) { Set(fd, response_); }

void ConnectionDeadlines::ResponseSent(int fd) { Set(fd, request_); }

void ConnectionDeadlines::Closed(int fd) {
  const std::lock_guard lock(mutex_);
  deadlines_.erase(fd);
}

std::optional<base::SteadyTime> ConnectionDeadlines::CutOverdue() {
  const std::lock_guard lock(mutex_);
  const base::SteadyTime next = CutOverdueLocked();
  if (next == kNever) return std::nullopt;
  return next;
}

void ConnectionDeadlines::Run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const base::SteadyTime next = CutOverdueLocked();
    wake_at_ = next;
    const auto sooner = [&] { return wake_at_ < next; };
    if (next == kNever) {
      changed_.wait(lock, stop, sooner);
    } else {
      changed_.wait_for(lock, stop, next - clock_.SteadyNow(), sooner);
    }
  }
}

void ConnectionDeadlines::Set(int fd, std::chrono::milliseconds allowed) {
  const base::SteadyTime deadline = clock_.SteadyNow() + allowed;
  {
    const std::lock_guard lock(mutex_);
    const auto found = deadlines_.find(fd);
    if (found == deadlines_.end()) return;
    found->second = deadline;
    if (deadline >= wake_at_) return;
    wake_at_ = deadline;
  }
  changed_.notify_one();
}

base::SteadyTime ConnectionDeadlines::CutOverdueLocked() {
  const base::SteadyTime now = clock_.SteadyNow();
  base::SteadyTime next = kNever;
  for (auto& [fd, deadline] : deadlines_) {
    if (deadline <= now) {
      ::shutdown(fd, SHUT_RDWR);
      deadline = kNever;
    }
    next = std::min(next, deadline);
  }
  return next;
}

}  // namespace agent::serve
