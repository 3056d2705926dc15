#include "support/odin_database.hpp"

#include <SQLiteCpp/Database.h>

#include "agent/collect/odin_schema.hpp"

namespace agent::test {

OdinDatabase::OdinDatabase(std::string path, Journal journal)
    : path_(std::move(path)),
      connection_(std::make_unique<SQLite::Database>(
          path_, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 5000)) {
  Execute(journal == Journal::kWal ? "PRAGMA journal_mode = WAL" : "PRAGMA journal_mode = DELETE");
  Execute(collect::kOdinSchema);
}

OdinDatabase::~OdinDatabase() = default;

void OdinDatabase::Execute(const std::string& sql) { connection_->exec(sql); }

void OdinDatabase::Insert(
    std::string_view table,
    std::initializer_list<std::pair<std::string_view, std::string_view>> row) {
  std::string columns;
  std::string values;
  for (const auto& [column, value] : row) {
    if (!columns.empty()) {
      columns += ", ";
      values += ", ";
    }
    columns += column;
    values += value;
  }
  Execute("INSERT INTO " + std::string(table) + " (" + columns + ") VALUES (" + values + ")");
}

void OdinDatabase::AddPrinter(
    int id, std::initializer_list<std::pair<std::string_view, std::string_view>> row) {
  const std::string number = std::to_string(id);
  Execute("INSERT INTO printers (id, name, is_active) VALUES (" + number + ", 'printer " + number +
          "', 1)");
  for (const auto& [column, value] : row) {
    Execute("UPDATE printers SET " + std::string(column) + " = " + std::string(value) +
            " WHERE id = " + number);
  }
}

}  // namespace agent::test
