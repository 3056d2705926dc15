#pragma once

#include <cstdint>
#include <string>

#include "agent/demo/farm.hpp"

namespace agent::demo {

// Simulates what people do in a demo farm: they place orders and update them as their jobs
// progress. Removes what is long over. Call it once a minute of the farm's time.
void AdvanceOrders(Farm& farm);

// Adds a job for `order` that waits for a printer.
void AddJob(Farm& farm, std::int64_t order);

// Adds an alert about `printer`. Somebody will have read it within two hours.
void RaiseAlert(Farm& farm, std::string type, std::string severity, std::string title,
                std::int64_t printer);

}  // namespace agent::demo
