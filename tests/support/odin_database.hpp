#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace SQLite {
class Database;
}

namespace agent::test {

enum class Journal { kWal, kDelete };

// An O.D.I.N. database without rows, and a connection that stays open to it as O.D.I.N.'s own does.
class OdinDatabase {
 public:
  explicit OdinDatabase(std::string path, Journal journal = Journal::kWal);
  OdinDatabase(const OdinDatabase&) = delete;
  OdinDatabase& operator=(const OdinDatabase&) = delete;
  ~OdinDatabase();

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] SQLite::Database& connection() { return *connection_; }

  void Execute(const std::string& sql);

  // Adds a row: columns and their values as SQL expressions, e.g. {"nickname", "'Apollo'"}.
  void Insert(std::string_view table,
              std::initializer_list<std::pair<std::string_view, std::string_view>> row);

  // Adds an active printer with this ID; its name is "printer <id>" unless the row names it.
  void AddPrinter(int id,
                  std::initializer_list<std::pair<std::string_view, std::string_view>> row = {});

 private:
  std::string path_;
  std::unique_ptr<SQLite::Database> connection_;
};

}  // namespace agent::test
