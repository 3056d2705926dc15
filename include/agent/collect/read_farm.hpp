#pragma once

#include <string>
#include <vector>

#include "agent/collect/farm_limits.hpp"
#include "agent/farm/farm.hpp"

namespace SQLite {
class Database;
}

namespace agent::collect {

struct FarmReading {
  farm::Farm farm;
  std::vector<std::string> warnings;  // "table spools is missing: odin_spools_* are left out", …
};

// Reads the six O.D.I.N. tables through `database`, in one read transaction. A missing column reads
// as NULL if NULL has a meaning for its metric. Otherwise its families are left out. Both cause a
// warning. Throws SQLite::Exception for every fault of the database itself, and FarmTooLarge.
[[nodiscard]] FarmReading ReadFarm(SQLite::Database& database);

}  // namespace agent::collect
