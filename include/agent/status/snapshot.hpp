#pragma once

#include <cstdint>
#include <memory>

#include "agent/base/clock.hpp"
#include "agent/exposition/rendered.hpp"

namespace agent::status {

// What one tick left behind; never changed afterwards.
struct Snapshot {
  std::uint64_t sequence = 0;  // rises from tick to tick
  exposition::Rendered exposition;
  bool source_up = false;        // the tick's own collection succeeded
  bool has_farm = false;         // holds farm series: this tick's, or recent ones kept
  base::SteadyTime stale_after;  // later than this it must not be shown as fresh
  // Where the farm is one that was kept: the same tick without it, to be shown from stale_after on,
  // whatever the loop that makes the ticks does then. Its sequence is higher.
  std::shared_ptr<const Snapshot> without_farm;
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

}  // namespace agent::status
