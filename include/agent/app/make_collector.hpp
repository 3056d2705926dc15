#pragma once

#include <memory>

#include "agent/base/clock.hpp"
#include "agent/collect/collector.hpp"
#include "agent/config/config.hpp"

namespace agent::app {

// The collector of a configuration's source: the only place that knows which class stands for which
// source. Throws std::runtime_error when the source cannot be set up at all (an absent database is
// no such fault: each collection will say so).
[[nodiscard]] std::unique_ptr<collect::Collector> MakeCollector(const config::Config& config,
                                                                const base::Clock& clock);

}  // namespace agent::app
