#include "agent/farm/farm.hpp"

#include <algorithm>

namespace agent::farm {

std::optional<Timestamp> NewestReading(const Farm& farm) {
  std::optional<Timestamp> newest;
  if (!farm.printers) return newest;
  for (const Printer& printer : *farm.printers) newest = std::max(newest, printer.last_seen);
  return newest;
}

}  // namespace agent::farm
