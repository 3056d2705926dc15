#pragma once

#include <chrono>
#include <cstddef>

namespace agent::serve {

// The limits of the local server. The defaults suit a Raspberry Pi on a network with unknown
// devices. Only tests use others.
struct Limits {
  unsigned connections = 240;  // 128 is too few when 200 addresses hold one each
  unsigned connections_per_address = 32;
  unsigned connections_to_spare = 16;  // accepted beyond these, until others are cut
  std::size_t connection_memory_bytes = std::size_t{16} * 1024;  // also bounds a request's head
  std::chrono::seconds inactivity{10};
  std::chrono::milliseconds request{10'000};   // to receive one request's head
  std::chrono::milliseconds response{30'000};  // to decide on and send one response
  std::size_t queued_logins = 16;              // waiting for their bcrypt
  int failed_logins_burst = 10;                // of one client address, then one a second
};

}  // namespace agent::serve
