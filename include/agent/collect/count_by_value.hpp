#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace SQLite {
class Database;
}

namespace agent::collect {

struct HashOfText {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>()(text);
  }
};

// Rows per value of a column. Values are compared as bytes; NULL counts as "".
using ValueCounts = std::unordered_map<std::string, std::int64_t, HashOfText, std::equal_to<>>;

struct ValueLimits {
  std::size_t values = 0;  // how many different ones there may be
  std::size_t bytes = 0;   // a longer value is cut to so many
};

// Counts with an SQL function of ours, so that SQLite need not return the rows. Nothing when there
// are more different values than limits.values. Throws SQLite::Exception.
//
// For 100,000 jobs this takes 72 million instructions. Stepping through the rows takes 129 million.
// GROUP BY takes 335 million, because it sorts when the column has no index.
[[nodiscard]] std::optional<ValueCounts> CountByValue(SQLite::Database& database,
                                                      const std::string& table,
                                                      const std::string& column,
                                                      ValueLimits limits);

}  // namespace agent::collect
