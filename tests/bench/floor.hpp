#pragma once

#include <cstddef>
#include <string>

namespace agent::bench {

// The least that reading a farm can cost: opens the database with SQLite's defaults, steps through
// the very rows and columns that the agent reads, fetches each value, closes; formats and keeps
// nothing. Returns the number of values. Throws std::runtime_error.
[[nodiscard]] std::size_t StepRows(const std::string& database);

}  // namespace agent::bench
