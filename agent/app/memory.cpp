#include "agent/app/memory.hpp"

#include <malloc.h>

#include <string>

namespace agent::app {

void ShareFreeMemory() {
  // glibc raises its bound for large blocks with each that is freed: texts of megabytes would then
  // lie in its heaps, which cannot be given back while anything lives behind them.
  constexpr int kLargeBytes = 256 * 1024;
  mallopt(M_MMAP_THRESHOLD, kLargeBytes);
  mallopt(M_TRIM_THRESHOLD, kLargeBytes);
  mallopt(M_ARENA_MAX, 1);
}

void GiveBackFreeMemory() { malloc_trim(0); }

collect::CollectError OutOfMemory() {
  return {
      collect::CollectReason::kTooLarge,
      "the farm takes more memory than the agent may have: are there names of megabytes or "
      "printers by the ten thousand? If all is as it should be, raise MemoryMax= and LimitDATA= "
      "(sudo systemctl edit odin-agent)"};
}

std::optional<collect::CollectError> TooMuchText(std::size_t bytes) {
  if (bytes <= kMaxFarmTextBytes) return std::nullopt;
  const auto in_mb = [](std::size_t size) { return std::to_string((size + (1 << 20) - 1) >> 20); };
  return collect::CollectError{
      collect::CollectReason::kTooLarge,
      "the farm's metrics would be " + in_mb(bytes) + " MB of text, and " +
          in_mb(kMaxFarmTextBytes) +
          " MB is the most: are there very long names, or printers by the ten thousand? "
          "Each of external_labels is in every line of it"};
}

}  // namespace agent::app
