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
using Schema = std::map<std::string, Columns, std::less<>>;  // by table; all in lower case

// What is asked of a table.
struct WantedTable {
  const char* name;
  std::vector<const char*> columns;
};

// Which of the wanted tables there are (views count as such), each with those of its columns that
// are wanted; a table that has none of them with whatever it has. Begins the read transaction where
// one is open. Throws SQLite::Exception.
[[nodiscard]] Schema ReadSchema(SQLite::Database& database, const std::vector<WantedTable>& wanted);

}  // namespace agent::collect
