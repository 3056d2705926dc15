#pragma once

#include <cstdint>
#include <string>

#include "agent/collect/demo_farm.hpp"

namespace agent::collect {

// What people do in a demo farm, who look at it once a minute: orders come in, are followed as
// their jobs go on, and what is long over is forgotten.
void RunOffice(DemoFarm& farm);

// A job for `order` that waits for a printer.
void AddJob(DemoFarm& farm, std::int64_t order);

// An alert about `printer` that somebody will have read within two hours.
void Raise(DemoFarm& farm, std::string type, std::string severity, std::string title,
           std::int64_t printer);

}  // namespace agent::collect
