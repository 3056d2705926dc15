#pragma once

#include <cstddef>

namespace agent::bench {

// Bytes that this thread has asked operator new for since it began. What C libraries allocate does
// not count.
[[nodiscard]] std::size_t AllocatedBytes();

}  // namespace agent::bench
