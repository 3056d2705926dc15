#include "agent/serve/waker.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <system_error>

namespace agent::serve {

Waker::Waker() : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (!event_) throw std::system_error(errno, std::generic_category(), "eventfd");
}

void Waker::Wake() noexcept { ::eventfd_write(event_.get(), 1); }

bool Waker::Wait(int fd, std::optional<std::chrono::nanoseconds> limit) noexcept {
  pollfd wanted[] = {{fd, POLLIN, 0}, {event_.get(), POLLIN, 0}};
  Poll(wanted, limit);
  return wanted[0].revents != 0;
}

bool Waker::Wait(std::vector<pollfd>& wanted, std::optional<std::chrono::nanoseconds> limit) {
  wanted.push_back({event_.get(), POLLIN, 0});
  Poll(wanted, limit);
  wanted.pop_back();
  return std::ranges::any_of(wanted, [](const pollfd& one) { return one.revents != 0; });
}

void Waker::Poll(std::span<pollfd> wanted, std::optional<std::chrono::nanoseconds> limit) noexcept {
  timespec time{};
  if (limit) {
    const auto left = std::max(*limit, std::chrono::nanoseconds::zero());
    const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
    time.tv_sec = seconds.count();
    time.tv_nsec = (left - seconds).count();
  }
  if (::ppoll(wanted.data(), wanted.size(), limit ? &time : nullptr, nullptr) < 0) {
    for (pollfd& one : wanted) one.revents = 0;
  }
  eventfd_t ignored;
  ::eventfd_read(event_.get(), &ignored);
}

}  // namespace agent::serve
