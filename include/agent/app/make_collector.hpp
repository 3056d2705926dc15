#pragma once

#include <memory>

#include "agent/base/clock.hpp"
#include "agent/collect/collector.hpp"
#include "agent/config/config.hpp"

namespace agent::app {

// Makes the collector of a configuration's source. Only this function knows the class of each
// source. Throws std::runtime_error when the source cannot be set up. A missing database is not
// such an error; each collection reports it.
[[nodiscard]] std::unique_ptr<collect::Collector> MakeCollector(const config::Config& config,
                                                                const base::Clock& clock);

}  // namespace agent::app
