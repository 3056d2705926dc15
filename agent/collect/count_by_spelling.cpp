#include "agent/collect/count_by_spelling.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

#include <new>
#include <string_view>

namespace agent::collect {
namespace {

struct Tally {
  SpellingCounts counts;
  SpellingCounts::iterator last = counts.end();  // most rows are spelt as the one before
};

void Count(sqlite3_context* context, int /*arguments*/, sqlite3_value** values) noexcept {
  auto& [counts, last] = *static_cast<Tally*>(sqlite3_user_data(context));
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
  const std::string_view spelling(text, static_cast<std::size_t>(sqlite3_value_bytes(values[0])));
  try {
    if (last == counts.end() || last->first != spelling) {
      last = counts.find(spelling);
      if (last == counts.end()) last = counts.emplace(spelling, 0).first;
    }
    ++last->second;
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
  }
}

void ReturnNull(sqlite3_context* /*context*/) noexcept {}

}  // namespace

SpellingCounts CountBySpelling(SQLite::Database& database, const std::string& table,
                               const std::string& column) {
  Tally tally;
  database.createFunction("odin_agent_tally", 1, false, &tally, nullptr, &Count, &ReturnNull);
  SQLite::Statement query(database, "SELECT odin_agent_tally(" + column + ") FROM " + table);
  query.executeStep();
  return std::move(tally.counts);
}

}  // namespace agent::collect
