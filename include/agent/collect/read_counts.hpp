#pragma once

#include <cstdint>
#include <string>

#include "agent/farm/farm.hpp"

namespace SQLite {
class Database;
}

namespace agent::collect {

// Each counts rows. All throw SQLite::Exception.

// The rows of `table` by its column `status`. Also throws FarmTooLarge.
[[nodiscard]] farm::StatusCounts CountByStatus(SQLite::Database& database,
                                               const std::string& table);

[[nodiscard]] farm::SpoolCounts CountSpools(SQLite::Database& database);

[[nodiscard]] std::int64_t CountUnreadAlerts(SQLite::Database& database);

}  // namespace agent::collect
