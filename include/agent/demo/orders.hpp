#pragma once

#include <cstdint>
#include <string>

#include "agent/demo/farm.hpp"

namespace agent::demo {

// What people do in a demo farm, who look at it once a minute: orders come in, are followed as
// their jobs go on, and what is long over is forgotten.
void RunOffice(Farm& farm);

// A job for `order` that waits for a printer.
void AddJob(Farm& farm, std::int64_t order);

// An alert about `printer` that somebody will have read within two hours.
void Raise(Farm& farm, std::string type, std::string severity, std::string title,
           std::int64_t printer);

}  // namespace agent::demo
