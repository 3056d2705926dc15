#pragma once

#include <vector>

#include "agent/collect/schema.hpp"
#include "agent/farm/farm.hpp"

namespace SQLite {
class Database;
}

namespace agent::collect {

// The columns of the table `print_jobs` that are read.
[[nodiscard]] std::vector<const char*> PrintJobColumns();

// Gives each of `printers` that has a print in hand, but no progress of its own, the progress of
// its newest running print job. A printer may have left jobs 'running' for ever. `printers` are in
// the order of their ids. Throws SQLite::Exception.
void AddProgress(SQLite::Database& database, const Schema& schema,
                 std::vector<farm::Printer>& printers, Warnings& warnings);

}  // namespace agent::collect
