#include "agent/collect/read_counts.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <optional>
#include <string_view>

#include "agent/base/text.hpp"
#include "agent/base/utf8.hpp"
#include "agent/collect/count_by_value.hpp"
#include "agent/collect/farm_limits.hpp"

namespace agent::collect {
namespace {

// In lower case; `unknown` for none.
std::string CanonicalStatus(std::string_view raw) {
  const std::string_view trimmed = base::Trim(raw);
  return trimmed.empty() ? "unknown" : base::ToLowerAscii(base::SanitizeUtf8(trimmed));
}

}  // namespace

farm::StatusCounts CountByStatus(SQLite::Database& database, const std::string& table) {
  const std::optional<ValueCounts> rows_by_value =
      CountByValue(database, table, "status", {kMostStatuses, kLongestStatusBytes});
  if (!rows_by_value) {
    throw FarmTooLarge("table " + table + " has more than " + std::to_string(kMostStatuses) +
                       " different statuses");
  }
  farm::StatusCounts counts;
  for (const auto& [value, rows] : *rows_by_value) counts[CanonicalStatus(value)] += rows;
  return counts;
}

farm::SpoolCounts CountSpools(SQLite::Database& database) {
  SQLite::Statement query(database,
                          "SELECT count(remaining_weight_g), "
                          "count(*) FILTER (WHERE remaining_weight_g < 100) FROM spools");
  query.executeStep();
  return {query.getColumn(0).getInt64(), query.getColumn(1).getInt64()};
}

std::int64_t CountUnreadAlerts(SQLite::Database& database) {
  SQLite::Statement query(database, "SELECT count(*) FROM alerts WHERE is_read = 0");
  query.executeStep();
  return query.getColumn(0).getInt64();
}

}  // namespace agent::collect
