#pragma once

#include <prometheus/metric_family.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "agent/collect/collector.hpp"
#include "agent/exposition/rendered.hpp"
#include "agent/exposition/writer.hpp"

// What keeps the agent within the memory that its service has (MemoryMax= and LimitDATA= of
// deploy/odin-agent.service), whatever its source gives it.
namespace agent::app {

// The most text that a farm may become. 10,000 printers become 5 MB, or 7 MB with two external
// labels. The text is there several times at once: the newest, the last good one that is kept,
// those that slow gateways and clients still read, and all of them compressed.
inline constexpr std::size_t kMaxFarmTextBytes = 8 << 20;

// Has the process give large blocks back to the system as soon as they are free, and share free
// memory between its threads. Call it before the first thread starts.
void ShareFreeMemory();

// Gives back to the system what is free, after too much was taken.
void GiveBackFreeMemory();

// The error of a collection for which there was no memory (std::bad_alloc).
[[nodiscard]] collect::CollectError OutOfMemory();

// The error of a collection whose families would become so many bytes of text
// (exposition::TextSize), where that is more than kMaxFarmTextBytes.
[[nodiscard]] std::optional<collect::CollectError> TooMuchText(std::size_t bytes);

// The text of `families`, of which it is known how many bytes it has; takes no more memory.
[[nodiscard]] std::string TextOf(const std::vector<prometheus::MetricFamily>& families,
                                 const exposition::Labels& labels, std::size_t bytes);

// `text` and behind it the text of `families`, rendered; takes no more memory than it must.
[[nodiscard]] exposition::Rendered RenderTogether(
    const std::string& text, const std::vector<prometheus::MetricFamily>& families,
    const exposition::Labels& labels);

}  // namespace agent::app
