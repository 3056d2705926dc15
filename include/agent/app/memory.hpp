#pragma once

#include <cstddef>
#include <optional>

#include "agent/collect/collector.hpp"

// What keeps the agent within the memory that its service has, whatever its source gives it:
// MemoryMax= and LimitDATA= of deploy/odin-agent.service.
namespace agent::app {

// The most text that a farm may become. 10,000 printers become 5 MB, or 7 MB with two external
// labels. Several texts are there at once, all of them compressed too: the newest one, and those
// that slow gateways and clients still read.
inline constexpr std::size_t kMaxFarmTextBytes = 8 << 20;

// Makes the process give large blocks back to the system as soon as they are free, and share free
// memory between its threads. Call it before the first thread starts.
void ShareFreeMemory();

// Gives free memory back to the system, after too much was taken.
void GiveBackFreeMemory();

// The error of a collection for which there was no memory (std::bad_alloc).
[[nodiscard]] collect::CollectError OutOfMemory();

// The error of a collection whose text would have so many bytes (exposition::TextSize), where that
// is more than kMaxFarmTextBytes.
[[nodiscard]] std::optional<collect::CollectError> TooMuchText(std::size_t bytes);

}  // namespace agent::app
