#pragma once

#include <chrono>
#include <memory>

#include "agent/base/clock.hpp"
#include "agent/collect/collector.hpp"

namespace agent::demo {

// A simulated farm for trying things out: printers of four makes that heat, print, pause, fail and
// finish; jobs, spools and orders that move. It lives in a temporary database with O.D.I.N.'s
// schema (removed at destruction), moves on by the clock at each call, and is read through
// collect::DatabaseCollector, the very collector that reads a real one.
// Throws std::runtime_error when the temporary database cannot be made.
[[nodiscard]] std::unique_ptr<collect::Collector> MakeCollector(int printers,
                                                                std::chrono::milliseconds timeout,
                                                                const base::Clock& clock);

}  // namespace agent::demo
