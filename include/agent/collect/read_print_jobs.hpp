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

// Sets the progress of each printer that has a print in hand but no progress of its own. It takes
// that of the printer's newest running print job, because older jobs may have stayed 'running'.
// `printers` are in the order of their ids. Throws SQLite::Exception.
void AddProgress(SQLite::Database& database, const Schema& schema,
                 std::vector<farm::Printer>& printers, Warnings& warnings);

}  // namespace agent::collect
