#pragma once

#include <cstdint>

namespace agent::base {

// A seed for choices that must differ from machine to machine and from call to call but need not be
// secret, such as the times of retries. Never waits, not even where the kernel has no entropy yet.
[[nodiscard]] std::uint64_t Seed();

}  // namespace agent::base
