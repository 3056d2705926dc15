#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace SQLite {
class Database;
}

namespace agent::collect {

// Rows per value of a column, as text byte by byte; NULL counts as "".
using ValueCounts = std::map<std::string, std::int64_t, std::less<>>;

struct ValueLimits {
  std::size_t values = 0;  // how many different ones there may be
  std::size_t bytes = 0;   // what is longer counts as its head
};

// Counts inside of SQLite, so that no row has to leave it: for a large table that takes two thirds
// of the instructions of stepping through the rows. GROUP BY would sort where the column has no
// index. Nothing when there are more values than there may be. Throws SQLite::Exception.
[[nodiscard]] std::optional<ValueCounts> CountByValue(SQLite::Database& database,
                                                      const std::string& table,
                                                      const std::string& column,
                                                      ValueLimits limits);

}  // namespace agent::collect
