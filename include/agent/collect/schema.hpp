#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace SQLite {
class Database;
}

namespace agent::collect {

using Columns = std::set<std::string, std::less<>>;

// What there is to read; names in lower case.
struct Schema {
  std::map<std::string, Columns, std::less<>> tables;
  // "jobs is a view, not a table: it is not read", …
  std::vector<std::string> warnings;
};

// What is asked of a table.
struct WantedTable {
  const char* name;
  std::vector<const char*> columns;
};

// Which of the wanted tables there are, each with those of its columns that are wanted; a table
// that has none of them with whatever it has. Tables and columns that hold no data but compute it
// (views, virtual tables, generated columns) are left out, with a warning: O.D.I.N. has none, and
// what they compute could take for ever. Begins the read transaction where one is open. Throws
// SQLite::Exception.
[[nodiscard]] Schema ReadSchema(SQLite::Database& database, const std::vector<WantedTable>& wanted);

}  // namespace agent::collect
