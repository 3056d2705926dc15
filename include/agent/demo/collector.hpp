#pragma once

#include <chrono>
#include <memory>

#include "agent/base/clock.hpp"
#include "agent/collect/collector.hpp"

namespace agent::demo {

// A simulated farm for trying things out. Printers of four makes heat, print, pause, fail and
// finish; jobs, spools and orders move. The farm moves on by the clock at each collection. It lives
// in a temporary database with O.D.I.N.'s schema, which is removed at destruction, and is read
// through collect::DatabaseCollector, which reads real ones.
// Throws std::runtime_error when the temporary database cannot be made.
[[nodiscard]] std::unique_ptr<collect::Collector> MakeCollector(int printers,
                                                                std::chrono::milliseconds timeout,
                                                                const base::Clock& clock);

}  // namespace agent::demo
