#include "support/odin_exposition.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <charconv>
#include <string_view>
#include <utility>

namespace agent::test {
namespace {

// As Python prints a value that its SQLite module has read.
std::string Printed(const SQLite::Column& value) {
  if (value.isNull()) return "None";
  if (!value.isFloat()) return value.getString();
  char digits[64];
  const auto end = std::to_chars(digits, digits + sizeof digits, value.getDouble());
  std::string text(digits, end.ptr);
  if (text.find_first_of(".en") == std::string::npos) text += ".0";
  return text;
}

void Declare(std::string& out, std::string_view name, std::string_view help,
             std::string_view type) {
  const std::string family(name);
  out += "# HELP " + family + ' ' + std::string(help) + "\n# TYPE " + family + ' ' +
         std::string(type) + '\n';
}

void Gauge(std::string& out, std::string_view name, std::string_view help,
           const std::string& value) {
  Declare(out, name, help, "gauge");
  out += std::string(name) + ' ' + value + '\n';
}

std::string Count(SQLite::Database& database, const std::string& what) {
  SQLite::Statement count(database, "SELECT " + what);
  return count.executeStep() ? Printed(count.getColumn(0)) : "0";
}

// One level of O.D.I.N.'s two: "is this one online", and "what does it do".
constexpr const char* kOnline =
    "(last_seen NOT GLOB '*[+]*' AND"
    " (julianday('now') - julianday(replace(last_seen, 'Z', ''))) * 86400 < 90)";

void AddFleet(SQLite::Database& database, std::string& out) {
  const auto printers = [&database](const std::string& condition) {
    return Count(database, "count(*) FROM printers WHERE is_active = 1" + condition);
  };
  const std::string online = std::string(" AND ") + kOnline;
  Gauge(out, "odin_printers_total", "Printers", printers(""));
  Gauge(out, "odin_printers_online", "Printers seen lately", printers(online));
  Gauge(out, "odin_printers_printing", "Printers at work",
        printers(online + " AND gcode_state IN ('RUNNING', 'PREPARE')"));
  Gauge(out, "odin_printers_idle", "Printers without work",
        printers(online + " AND coalesce(gcode_state, '') NOT IN"
                          " ('RUNNING', 'PREPARE', 'FAILED', 'UNKNOWN')"));
  Gauge(out, "odin_printers_error", "Printers in trouble",
        printers(online + " AND gcode_state IN ('FAILED', 'UNKNOWN')"));
}

void AddPrinters(SQLite::Database& database, std::string& out) {
  Declare(out, "odin_printer_nozzle_temp_celsius", "Nozzle", "gauge");
  Declare(out, "odin_printer_bed_temp_celsius", "Bed", "gauge");
  Declare(out, "odin_printer_progress", "Percent done", "gauge");
  Declare(out, "odin_printer_print_hours_total", "Hours", "counter");
  Declare(out, "odin_printer_print_count_total", "Prints", "counter");
  SQLite::Statement printer(
      database,
      "SELECT id, CASE WHEN coalesce(nickname, '') != '' THEN nickname ELSE name END,"
      " nozzle_temp, bed_temp, coalesce(total_print_hours, 0), coalesce(total_print_count, 0)"
      " FROM printers WHERE is_active = 1");
  while (printer.executeStep()) {
    const std::string labels = "{printer=\"" + printer.getColumn(1).getString() +
                               "\",printer_id=\"" + printer.getColumn(0).getString() + "\"} ";
    const auto sample = [&](std::string_view name, int column) {
      out += std::string(name) + labels + Printed(printer.getColumn(column)) + '\n';
    };
    if (!printer.getColumn(2).isNull()) sample("odin_printer_nozzle_temp_celsius", 2);
    if (!printer.getColumn(3).isNull()) sample("odin_printer_bed_temp_celsius", 3);
    sample("odin_printer_print_hours_total", 4);
    sample("odin_printer_print_count_total", 5);
  }
}

void AddByStatus(SQLite::Database& database, std::string_view name, const std::string& table,
                 std::string& out) {
  Declare(out, name, "By status", "gauge");
  SQLite::Statement row(database, "SELECT status, count(*) FROM " + table + " GROUP BY status");
  while (row.executeStep()) {
    out += std::string(name) + "{status=\"" + Printed(row.getColumn(0)) + "\"} " +
           Printed(row.getColumn(1)) + '\n';
  }
}

}  // namespace

std::string OdinExposition(const std::string& path) {
  SQLite::Database database(path, SQLite::OPEN_READONLY, 5000);
  std::string out;
  AddFleet(database, out);
  AddPrinters(database, out);
  AddByStatus(database, "odin_jobs_by_status", "jobs", out);
  Gauge(
      out, "odin_queue_depth", "Jobs to come",
      Count(database, "count(*) FROM jobs WHERE status IN ('pending', 'scheduled', 'submitted')"));
  Gauge(out, "odin_spools_total", "Spools",
        Count(database, "count(*) FROM spools WHERE remaining_weight_g IS NOT NULL"));
  Gauge(out, "odin_spools_low", "Spools that end soon",
        Count(database, "count(*) FROM spools WHERE remaining_weight_g < 100"));
  AddByStatus(database, "odin_orders_by_status", "orders", out);
  Gauge(out, "odin_alerts_unread", "Alerts",
        Count(database, "count(*) FROM alerts WHERE is_read = 0"));
  return out;
}

}  // namespace agent::test
