#pragma once

#include <cstddef>
#include <optional>

#include "agent/collect/collector.hpp"

// Keeps the agent within its service's memory (MemoryMax= and LimitDATA= of
// deploy/odin-agent.service), whatever the source sends.
namespace agent::app {

// The largest text of a farm. 10,000 printers have 5 MB, or 7 MB with two external labels. Several
// texts exist at once, each also compressed: the newest one, and those that slow gateways and
// clients still read.
inline constexpr std::size_t kMaxFarmTextBytes = 8 << 20;

// Makes the process give large blocks back to the system as soon as they are free, and share free
// memory between its threads. Call it before the first thread starts.
void ShareFreeMemory();

// Gives free memory back to the system. For use after a failed allocation or a too large
// collection.
void GiveBackFreeMemory();

// The error of a collection that ran out of memory (std::bad_alloc).
[[nodiscard]] collect::CollectError OutOfMemory();

// The error of a collection whose text would have `bytes` (exposition::TextSize). Nothing up to
// kMaxFarmTextBytes.
[[nodiscard]] std::optional<collect::CollectError> TooMuchText(std::size_t bytes);

}  // namespace agent::app
