#include "agent/collect/harden_connection.hpp"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace agent::collect {
namespace {

// O.D.I.N. 1.9.3 has 111 entries in its schema, the longest of 4 kB, and 70 columns in a table.
constexpr std::array<std::pair<int, int>, 11> kLimits{{
    {SQLITE_LIMIT_LENGTH, kLongestValueBytes},
    {SQLITE_LIMIT_SQL_LENGTH, 1 << 20},
    {SQLITE_LIMIT_COLUMN, 1000},
    {SQLITE_LIMIT_EXPR_DEPTH, 200},
    {SQLITE_LIMIT_COMPOUND_SELECT, 100},
    {SQLITE_LIMIT_VDBE_OP, 100'000},
    {SQLITE_LIMIT_ATTACHED, 0},
    {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100},
    {SQLITE_LIMIT_VARIABLE_NUMBER, 100},
    {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
    {SQLITE_LIMIT_WORKER_THREADS, 0},
}};

constexpr std::array<std::pair<int, int>, 5> kSettings{{
    {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
    {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
    {SQLITE_DBCONFIG_DEFENSIVE, 1},
}};

// What the agent's own statements call.
constexpr std::array<std::string_view, 3> kFunctions{"count", "lower", "odin_agent_count"};

bool IsOurs(const char* function) {
  return std::find(kFunctions.begin(), kFunctions.end(), function) != kFunctions.end();
}

// SQLite asks for each thing that a statement wants to do, before it runs.
int Authorize(void*, int action, const char*, const char* name, const char*,
              const char* view_or_trigger) noexcept {
  if (view_or_trigger != nullptr) return SQLITE_DENY;
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_TRANSACTION:
    case SQLITE_PRAGMA:
      return SQLITE_OK;
    case SQLITE_FUNCTION:
      return IsOurs(name) ? SQLITE_OK : SQLITE_DENY;
    default:
      return SQLITE_DENY;
  }
}

}  // namespace

void HardenConnection(sqlite3* connection) {
  for (const auto& [limit, value] : kLimits) sqlite3_limit(connection, limit, value);
  for (const auto& [setting, value] : kSettings) {
    const int result = sqlite3_db_config(connection, setting, value, nullptr);
    if (result != SQLITE_OK) throw SQLite::Exception(connection, result);
  }
  sqlite3_set_authorizer(connection, &Authorize, nullptr);
}

}  // namespace agent::collect
