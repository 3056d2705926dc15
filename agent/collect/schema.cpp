#include "agent/collect/schema.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

#include <utility>

namespace agent::collect {
namespace {

// By SQLite's own copy of the schema, which it has read to open the file.
bool HasColumn(SQLite::Database& database, const char* table, const char* column) {
  sqlite3* const handle = database.getHandle();
  const int result = sqlite3_table_column_metadata(handle, "main", table, column, nullptr, nullptr,
                                                   nullptr, nullptr, nullptr);
  if (result != SQLITE_OK && result != SQLITE_ERROR) throw SQLite::Exception(handle, result);
  return result == SQLITE_OK;
}

// Knows views as well, but has to run a statement. Empty where there is no such table.
Columns AllColumns(SQLite::Database& database, const char* table) {
  Columns columns;
  SQLite::Statement query(
      database,
      "SELECT lower(c.name) FROM sqlite_master AS t, pragma_table_info(t.name) AS c "
      "WHERE t.type IN ('table', 'view') AND lower(t.name) = ?");
  query.bindNoCopy(1, table);
  while (query.executeStep()) columns.insert(query.getColumn(0).getString());
  return columns;
}

}  // namespace

Schema ReadSchema(SQLite::Database& database, const std::vector<WantedTable>& wanted) {
  // The first statement that reads begins the transaction, and renews an outdated copy.
  SQLite::Statement(database, "SELECT 1 FROM sqlite_master LIMIT 1").executeStep();
  Schema schema;
  for (const auto& [table, wanted_columns] : wanted) {
    Columns columns;
    for (const char* const column : wanted_columns) {
      if (HasColumn(database, table, column)) columns.insert(column);
    }
    if (columns.empty()) columns = AllColumns(database, table);
    if (!columns.empty()) schema.emplace(table, std::move(columns));
  }
  return schema;
}

}  // namespace agent::collect
