#include "agent/collect/schema.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "agent/base/text.hpp"

namespace agent::collect {
namespace {

struct Entry {
  std::string sql;
  bool is_table = false;  // one with pages of its own
};

// The wanted entries of the schema, by name in lower case.
std::map<std::string, Entry, std::less<>> FindEntries(SQLite::Database& database,
                                                      const std::vector<WantedTable>& wanted) {
  std::string names;
  for (const WantedTable& table : wanted) {
    names += (names.empty() ? "'" : ", '") + std::string(table.name) + "'";
  }
  std::map<std::string, Entry, std::less<>> entries;
  SQLite::Statement query(database,
                          "SELECT lower(name), sql, type = 'table' AND rootpage > 0 "
                          "FROM sqlite_master "
                          "WHERE name COLLATE NOCASE IN (" +
                              names + ") AND type IN ('table', 'view')");
  while (query.executeStep()) {
    entries[query.getColumn(0).getString()] = {query.getColumn(1).getString(),
                                               query.getColumn(2).getInt() != 0};
  }
  return entries;
}

// By SQLite's own copy of the schema, which it has read to open the file.
bool HasColumn(SQLite::Database& database, const char* table, const char* column) {
  sqlite3* const handle = database.getHandle();
  const int result = sqlite3_table_column_metadata(handle, "main", table, column, nullptr, nullptr,
                                                   nullptr, nullptr, nullptr);
  if (result != SQLITE_OK && result != SQLITE_ERROR) throw SQLite::Exception(handle, result);
  return result == SQLITE_OK;
}

struct TableColumns {
  Columns stored;
  Columns generated;
};

// Knows all, but has to run a statement.
TableColumns AllColumns(SQLite::Database& database, const std::string& table) {
  TableColumns columns;
  SQLite::Statement query(database, "PRAGMA table_xinfo(" + table + ")");
  while (query.executeStep()) {
    const int hidden = query.getColumn(6).getInt();  // 2 and 3: generated, virtual or stored
    Columns& kind = hidden == 2 || hidden == 3 ? columns.generated : columns.stored;
    kind.insert(base::ToLowerAscii(query.getColumn(1).getString()));
  }
  return columns;
}

// Whether a CREATE TABLE statement may declare a generated column: each has the keyword AS. Often
// enough it stands elsewhere.
bool MayGenerate(std::string_view sql) {
  const std::string lower = base::ToLowerAscii(sql);
  const auto is_of_word = [&lower](std::size_t at) {
    return at < lower.size() &&
           (lower[at] == '_' || (lower[at] >= 'a' && lower[at] <= 'z') ||
            (lower[at] >= '0' && lower[at] <= '9') || static_cast<unsigned char>(lower[at]) > 127);
  };
  for (std::size_t at = lower.find("as"); at != std::string::npos; at = lower.find("as", at + 1)) {
    if (!is_of_word(at - 1) && !is_of_word(at + 2)) return true;
  }
  return false;
}

}  // namespace

Schema ReadSchema(SQLite::Database& database, const std::vector<WantedTable>& wanted) {
  Schema schema;
  // The first statement that reads begins the transaction, and renews an outdated copy.
  const auto entries = FindEntries(database, wanted);
  for (const auto& [table, wanted_columns] : wanted) {
    const auto entry = entries.find(table);
    if (entry == entries.end()) continue;
    if (!entry->second.is_table) {
      schema.warnings.push_back(std::string(table) +
                                " is a view or a virtual table, which is not read");
      continue;
    }
    Columns columns;
    for (const char* const column : wanted_columns) {
      if (HasColumn(database, table, column)) columns.insert(column);
    }
    if (columns.empty() || MayGenerate(entry->second.sql)) {
      const auto [stored, generated] = AllColumns(database, table);
      if (columns.empty()) columns = stored;
      for (const std::string& column : generated) {
        if (columns.erase(column) == 0) continue;
        schema.warnings.push_back("column " + column + " of table " + std::string(table) +
                                  " is a generated one, which is not read");
      }
    }
    if (!columns.empty()) schema.tables.emplace(table, std::move(columns));
  }
  return schema;
}

}  // namespace agent::collect
