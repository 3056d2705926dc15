#include "agent/base/seed.hpp"

#include <sys/random.h>
#include <unistd.h>

#include <chrono>

namespace agent::base {

std::uint64_t Seed() {
  std::uint64_t seed = 0;
  if (::getrandom(&seed, sizeof seed, GRND_NONBLOCK) == sizeof seed) return seed;
  const auto steady = std::chrono::steady_clock::now().time_since_epoch().count();
  const auto wall = std::chrono::system_clock::now().time_since_epoch().count();
  return static_cast<std::uint64_t>(steady) ^ (static_cast<std::uint64_t>(wall) << 20) ^
         (static_cast<std::uint64_t>(::getpid()) << 48);
}

}  // namespace agent::base
