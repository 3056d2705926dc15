#pragma once

#include <vector>

#include "agent/collect/schema.hpp"
#include "agent/farm/farm.hpp"

namespace SQLite {
class Database;
}

namespace agent::collect {

// The columns of the table `printers` that are read: those of farm::kPrinterMetrics, and those of
// the printer's identity and state.
[[nodiscard]] std::vector<const char*> PrinterColumns();

// The active printers, in the order of their ids, each id once. A missing column reads as NULL,
// with a warning. Throws SQLite::Exception and FarmTooLarge.
[[nodiscard]] std::vector<farm::Printer> ReadPrinters(SQLite::Database& database,
                                                      const Table& table, Warnings& warnings);

}  // namespace agent::collect
