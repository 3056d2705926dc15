#pragma once

#include <chrono>
#include <memory>

#include "agent/base/clock.hpp"
#include "agent/collect/collector.hpp"

namespace agent::demo {

// A simulated farm for trying things out. Printers of four makes heat, print, pause, fail and
// finish; jobs, spools and orders move. At each collection the farm advances to the clock's time.
// It is stored in a temporary database with O.D.I.N.'s schema, and read by
// collect::DatabaseCollector. The destructor removes the database.
//
// Throws std::runtime_error when the temporary database cannot be made.
[[nodiscard]] std::unique_ptr<collect::Collector> MakeCollector(int printers,
                                                                std::chrono::milliseconds timeout,
                                                                const base::Clock& clock);

}  // namespace agent::demo
