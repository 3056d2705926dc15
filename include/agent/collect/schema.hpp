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

// A table that is asked for, as it is in the database. What holds no data but computes it is not
// read: O.D.I.N. has no such thing, and what it computes could take for ever.
struct Table {
  std::string name;
  bool is_computed = false;  // a view or a virtual table
  Columns columns;           // those of the wanted ones that it has
  Columns computed;          // those of the wanted ones that are generated columns

  // What stands for `column` in a query: itself, or `otherwise` where it cannot be read. Then there
  // is a warning that ends in `consequence`. A null `consequence` says that not every version of
  // O.D.I.N. has the column, so that its absence is worth no warning.
  [[nodiscard]] std::string Expression(const char* column, const char* otherwise,
                                       const char* consequence, Warnings& warnings) const;
};

using Schema = std::map<std::string, Table, std::less<>>;  // by name, in lower case

// What is asked of a table.
struct WantedTable {
  const char* name;
  std::vector<const char*> columns;
};

// Which of the wanted tables and columns there are. Begins the read transaction where one is open.
// Throws SQLite::Exception.
[[nodiscard]] Schema ReadSchema(SQLite::Database& database, const std::vector<WantedTable>& wanted);

// The table, if it can be read with all of `columns`, without which there are no `families` ("… is"
// or "… are"). Otherwise null, and a warning says why they are left out.
[[nodiscard]] const Table* FindTable(const Schema& schema, const char* table,
                                     std::initializer_list<const char*> columns,
                                     const char* families, Warnings& warnings);

}  // namespace agent::collect
