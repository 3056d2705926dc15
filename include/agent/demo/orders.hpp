#pragma once

#include <cstdint>
#include <string>

#include "agent/demo/farm.hpp"

namespace agent::demo {

// What people do in a demo farm. They look at it once a minute, which is how often to call it:
// orders come in and are followed as their jobs go on; what is long over is forgotten.
void AdvanceOrders(Farm& farm);

// Adds a job for `order` that waits for a printer.
void AddJob(Farm& farm, std::int64_t order);

// Adds an alert about `printer`. Somebody will have read it within two hours.
void RaiseAlert(Farm& farm, std::string type, std::string severity, std::string title,
                std::int64_t printer);

}  // namespace agent::demo
