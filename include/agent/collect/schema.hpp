#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace SQLite {
class Database;
}

namespace agent::collect {

using Columns = std::set<std::string, std::less<>>;  // in lower case
using Warnings = std::vector<std::string>;

// A wanted table, as it is in the database. Views, virtual tables and generated columns are not
// read: O.D.I.N. has none, and computing them could take forever.
struct Table {
  std::string name;
  bool is_computed = false;  // a view or a virtual table
  Columns columns;           // the wanted ones that it has
  Columns computed;          // the wanted ones that are generated columns

  // The SQL for `column` in a query: the column, or `otherwise` when it cannot be read. In that
  // case adds a warning that ends in `consequence`. `consequence` is null for a column that not
  // every version of O.D.I.N. has; then its absence causes no warning.
  [[nodiscard]] std::string Expression(const char* column, const char* otherwise,
                                       const char* consequence, Warnings& warnings) const;
};

using Schema = std::map<std::string, Table, std::less<>>;  // by name, in lower case

// A table to look for, and its columns to read.
struct WantedTable {
  const char* name;
  std::vector<const char*> columns;
};

// Finds the wanted tables and columns. This is the first read of an open transaction, so the
// transaction's view of the database begins here. Throws SQLite::Exception.
[[nodiscard]] Schema ReadSchema(SQLite::Database& database, const std::vector<WantedTable>& wanted);

// The table, if it can be read with all of `columns`. Otherwise null, and a warning says why
// `families` (a text that ends in "is" or "are") left out.
[[nodiscard]] const Table* FindTable(const Schema& schema, const char* table,
                                     std::initializer_list<const char*> columns,
                                     const char* families, Warnings& warnings);

}  // namespace agent::collect
