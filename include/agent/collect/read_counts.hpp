#pragma once

#include <cstdint>
#include <string>

#include "agent/farm/farm.hpp"

namespace SQLite {
class Database;
}

namespace agent::collect {

// What is counted and not listed. All throw SQLite::Exception.

// The rows of `table`, which has a column `status`. Throws FarmTooLarge, too.
[[nodiscard]] farm::StatusCounts CountByStatus(SQLite::Database& database,
                                               const std::string& table);

[[nodiscard]] farm::SpoolCounts CountSpools(SQLite::Database& database);

[[nodiscard]] std::int64_t CountUnreadAlerts(SQLite::Database& database);

}  // namespace agent::collect
