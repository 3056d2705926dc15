#pragma once

#include <poll.h>

#include <chrono>
#include <optional>
#include <span>
#include <vector>

#include "agent/base/unique_fd.hpp"

namespace agent::serve {

// Lets a thread wait for a descriptor, and another thread end that wait.
class Waker {
 public:
  // Throws std::system_error when no descriptor is left.
  Waker();

  // Ends the present Wait(), or the next one. Any thread may call it.
  void Wake() noexcept;

  // Waits until `fd` is readable, Wake() is called, or `limit` has passed (no limit: forever).
  // Returns whether `fd` is readable.
  bool Wait(int fd, std::optional<std::chrono::nanoseconds> limit) noexcept;
  // The same for many descriptors. Returns whether a wanted event has happened to any. Appends an
  // entry during the call, so it may throw std::bad_alloc unless `wanted` has spare capacity.
  bool Wait(std::vector<pollfd>& wanted, std::optional<std::chrono::nanoseconds> limit);

 private:
  void Poll(std::span<pollfd> wanted, std::optional<std::chrono::nanoseconds> limit) noexcept;

  base::UniqueFd event_;
};

}  // namespace agent::serve
