#pragma once

#include <poll.h>

#include <chrono>
#include <optional>
#include <span>
#include <vector>

#include "agent/base/unique_fd.hpp"

namespace agent::serve {

// Lets a thread wait for a descriptor in such a way that another thread can end the waiting.
class Waker {
 public:
  // Throws std::system_error when no descriptor is left.
  Waker();

  // Ends the Wait that is going on, or else the next one. Any thread may call it.
  void Wake() noexcept;

  // Waits until `fd` is readable, or woken, or `limit` has passed (without one: for ever).
  // Returns whether `fd` is readable.
  bool Wait(int fd, std::optional<std::chrono::nanoseconds> limit) noexcept;
  // The same for many: whether something that is wanted has happened to any. For the time of the
  // call one more is put at their end; does not throw where that needs no memory.
  bool Wait(std::vector<pollfd>& wanted, std::optional<std::chrono::nanoseconds> limit);

 private:
  void Poll(std::span<pollfd> wanted, std::optional<std::chrono::nanoseconds> limit) noexcept;

  base::UniqueFd event_;
};

}  // namespace agent::serve
