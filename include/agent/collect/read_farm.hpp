#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include "agent/farm/farm.hpp"

namespace SQLite {
class Database;
}

namespace agent::collect {

// The largest farm that is read. What is larger is no farm, and would not fit the memory that the
// service may take.
inline constexpr std::size_t kMostPrinters = 10'000;
inline constexpr std::size_t kMostNameBytes = 1 << 20;  // of all printers together
inline constexpr std::size_t kMostSpellings = 1000;     // of statuses in a table

// Names and statuses are cut to so many bytes, at a character's boundary. O.D.I.N. declares 100
// characters for a printer's name, of up to four bytes each, and 11 for a status.
inline constexpr std::size_t kLongestNameBytes = 400;
inline constexpr std::size_t kLongestStatusBytes = 100;

struct FarmReading {
  farm::Farm farm;
  std::vector<std::string> remarks;  // "table spools is missing: odin_spools_* are left out", …
};

// More than the bounds above. what() says of what.
class FarmTooLarge : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Reads the six O.D.I.N. tables through `database`, in one read transaction. A missing column reads
// as NULL where its metric knows what NULL means, otherwise its families are left out; both are
// remarked upon. Throws SQLite::Exception for every fault of the database itself, and FarmTooLarge.
[[nodiscard]] FarmReading ReadFarm(SQLite::Database& database);

}  // namespace agent::collect
