#include "agent/collect/count_by_value.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

#include <algorithm>
#include <new>
#include <string_view>

namespace agent::collect {
namespace {

struct Tally {
  ValueLimits limits;
  ValueCounts counts;
  bool too_many = false;
};

void Count(sqlite3_context* context, int /*count*/, sqlite3_value** arguments) noexcept {
  auto& [limits, counts, too_many] = *static_cast<Tally*>(sqlite3_user_data(context));
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(arguments[0]));
  const auto bytes = static_cast<std::size_t>(sqlite3_value_bytes(arguments[0]));
  const std::string_view value(text, std::min(bytes, limits.bytes));
  try {
    auto known = counts.find(value);
    if (known == counts.end()) {
      too_many = counts.size() == limits.values;
      if (too_many) return sqlite3_result_error_toobig(context);  // ends the statement
      known = counts.emplace(value, 0).first;
    }
    ++known->second;
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
  }
}

void ReturnNull(sqlite3_context* /*context*/) noexcept {}

}  // namespace

std::optional<ValueCounts> CountByValue(SQLite::Database& database, const std::string& table,
                                        const std::string& column, ValueLimits limits) {
  Tally tally;
  tally.limits = limits;
  database.createFunction("odin_agent_count", 1, false, &tally, nullptr, &Count, &ReturnNull);
  SQLite::Statement query(database, "SELECT odin_agent_count(" + column + ") FROM " + table);
  const int result = query.tryExecuteStep();
  if (tally.too_many) return std::nullopt;
  if (result != SQLITE_ROW) throw SQLite::Exception(database.getHandle(), result);
  return std::move(tally.counts);
}

}  // namespace agent::collect
