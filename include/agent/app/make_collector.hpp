#pragma once

#include <memory>

#include "agent/base/clock.hpp"
#include "agent/collect/collector.hpp"
#include "agent/config/config.hpp"
#include "agent/publish/publisher.hpp"

// Makes the parts that a configuration asks for: the only place that knows which class stands for
// which source and destination.
namespace agent::app {

// Throws std::runtime_error when the source cannot be set up at all (an absent database is no such
// fault: each collection will say so).
[[nodiscard]] std::unique_ptr<collect::Collector> MakeCollector(const config::Config& config,
                                                                const base::Clock& clock);

[[nodiscard]] std::unique_ptr<publish::Publisher> MakePublisher(
    const config::PushgatewayConfig& config, const std::string& site, const base::Clock& clock);

}  // namespace agent::app
