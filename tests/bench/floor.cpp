#include "bench/floor.hpp"

#include <sqlite3.h>

#include <stdexcept>

namespace agent::bench {
namespace {

std::size_t Step(sqlite3* connection, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(connection, sql, -1, &statement, nullptr) != SQLITE_OK) {
    throw std::runtime_error(std::string(sql) + ": " + sqlite3_errmsg(connection));
  }
  const int columns = sqlite3_column_count(statement);
  std::size_t values = 0;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    for (int i = 0; i < columns; ++i) {
      switch (sqlite3_column_type(statement, i)) {
        case SQLITE_TEXT:
          values += sqlite3_column_text(statement, i) != nullptr;
          break;
        case SQLITE_INTEGER:
          values += sqlite3_column_int64(statement, i) != -1;
          break;
        case SQLITE_FLOAT:
          values += sqlite3_column_double(statement, i) != -1;
          break;
        default:
          ++values;
      }
    }
  }
  sqlite3_finalize(statement);
  return values;
}

}  // namespace

std::size_t StepRows(const std::string& database) {
  sqlite3* connection = nullptr;
  if (sqlite3_open_v2(database.c_str(), &connection, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX,
                      nullptr) != SQLITE_OK) {
    throw std::runtime_error(database + " cannot be opened");
  }
  std::size_t values = Step(connection, "BEGIN");
  values += Step(connection,
                 "SELECT id, name, nickname, gcode_state, last_seen, nozzle_temp, bed_temp, "
                 "total_print_hours, total_print_count FROM printers WHERE is_active = 1");
  values += Step(connection,
                 "SELECT printer_id, started_at, id, progress_percent FROM print_jobs "
                 "WHERE status IN ('running', 'RUNNING')");
  values += Step(connection, "SELECT status FROM jobs");
  values += Step(connection,
                 "SELECT count(remaining_weight_g), "
                 "count(*) FILTER (WHERE remaining_weight_g < 100) FROM spools");
  values += Step(connection, "SELECT status FROM orders");
  values += Step(connection, "SELECT count(*) FROM alerts WHERE is_read = 0");
  sqlite3_close(connection);
  return values;
}

}  // namespace agent::bench
