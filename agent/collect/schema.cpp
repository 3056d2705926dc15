#include "agent/collect/schema.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

#include <algorithm>
#include <string_view>

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

// Those that SQLite computes. Only a statement tells.
Columns GeneratedColumns(SQLite::Database& database, const std::string& table) {
  Columns columns;
  SQLite::Statement query(database, "PRAGMA table_xinfo(" + table + ")");
  while (query.executeStep()) {
    const int hidden = query.getColumn(6).getInt();  // 2 and 3: virtual or stored
    if (hidden == 2 || hidden == 3) {
      columns.insert(base::ToLowerAscii(query.getColumn(1).getString()));
    }
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

Table ReadTable(SQLite::Database& database, const WantedTable& wanted, const Entry& entry) {
  Table table{wanted.name, !entry.is_table, {}, {}};
  if (table.is_computed) return table;
  for (const char* const column : wanted.columns) {
    if (HasColumn(database, wanted.name, column)) table.columns.insert(column);
  }
  if (!MayGenerate(entry.sql)) return table;
  for (const std::string& column : GeneratedColumns(database, table.name)) {
    if (table.columns.erase(column) != 0) table.computed.insert(column);
  }
  return table;
}

// Why a column that is not among those of the table cannot be read.
std::string DescribeAbsence(const Table& table, const std::string& column) {
  if (table.computed.contains(column)) {
    return "column " + column + " of table " + table.name +
           " is a generated one, which is not read";
  }
  return "table " + table.name + " has no column " + column;
}

}  // namespace

std::string Table::Expression(const char* column, const char* otherwise, const char* consequence,
                              Warnings& warnings) const {
  if (columns.contains(column)) return column;
  if (consequence != nullptr || computed.contains(column)) {
    warnings.push_back(DescribeAbsence(*this, column) +
                       (consequence != nullptr ? consequence : ""));
  }
  return otherwise;
}

Schema ReadSchema(SQLite::Database& database, const std::vector<WantedTable>& wanted) {
  Schema schema;
  // The first statement that reads begins the transaction, and renews an outdated copy.
  const auto entries = FindEntries(database, wanted);
  for (const WantedTable& table : wanted) {
    const auto entry = entries.find(table.name);
    if (entry == entries.end()) continue;
    schema.emplace(table.name, ReadTable(database, table, entry->second));
  }
  return schema;
}

const Table* FindTable(const Schema& schema, const char* name,
                       std::initializer_list<const char*> columns, const char* families,
                       Warnings& warnings) {
  const auto leave_out = [&](const std::string& why) {
    warnings.push_back(why + ": " + families + " left out");
    return nullptr;
  };
  const auto found = schema.find(std::string_view(name));
  if (found == schema.end()) return leave_out("table " + std::string(name) + " is missing");
  const Table& table = found->second;
  if (table.is_computed) {
    return leave_out(table.name + " is a view or a virtual table, which is not read");
  }
  for (const char* const column : columns) {
    if (!table.columns.contains(column)) return leave_out(DescribeAbsence(table, column));
  }
  return &table;
}

}  // namespace agent::collect
