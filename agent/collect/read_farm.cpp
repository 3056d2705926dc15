#include "agent/collect/read_farm.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

#include "agent/base/text.hpp"
#include "agent/base/utf8.hpp"
#include "agent/collect/count_by_spelling.hpp"
#include "agent/collect/schema.hpp"

namespace agent::collect {
namespace {

using Remarks = std::vector<std::string>;

enum PrinterColumn {
  kId,
  kName,
  kNickname,
  kGcodeState,
  kLastSeen,
  kNozzleTemp,
  kBedTemp,
  kHours,
  kCount,
  kProgress
};
constexpr std::array<const char*, 10> kPrinterColumns{
    "id",          "name",     "nickname",          "gcode_state",       "last_seen",
    "nozzle_temp", "bed_temp", "total_print_hours", "total_print_count", "print_progress"};

std::vector<WantedTable> WantedTables() {
  std::vector<const char*> of_printers(kPrinterColumns.begin(), kPrinterColumns.end());
  of_printers.push_back("is_active");
  return {{"printers", of_printers},
          {"print_jobs", {"id", "printer_id", "status", "started_at", "progress_percent"}},
          {"jobs", {"status"}},
          {"spools", {"remaining_weight_g"}},
          {"orders", {"status"}},
          {"alerts", {"is_read"}}};
}

// Whether `table` is there with the columns that `families` cannot do without; remarks if not.
bool HasTable(const Schema& schema, std::string_view table,
              std::initializer_list<std::string_view> columns, std::string_view families,
              Remarks& remarks) {
  const auto consequence = [&] { return ": " + std::string(families) + " left out"; };
  const auto found = schema.tables.find(table);
  if (found == schema.tables.end()) {
    remarks.push_back("table " + std::string(table) + " is missing" + consequence());
    return false;
  }
  for (const std::string_view column : columns) {
    if (found->second.contains(column)) continue;
    remarks.push_back("table " + std::string(table) + " has no column " + std::string(column) +
                      consequence());
    return false;
  }
  return true;
}

// SQLite's column types are a hint only: text in a FLOAT column is no number.
std::optional<double> NumberIn(const SQLite::Column& value) {
  if (!value.isInteger() && !value.isFloat()) return std::nullopt;
  const double number = value.getDouble();
  return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

// Empty for NULL. Valid until the statement's next step.
std::string_view TextIn(const SQLite::Column& value) {
  const char* text = value.getText();
  return {text, static_cast<std::size_t>(value.getBytes())};
}

std::optional<double> PercentIn(const SQLite::Column& value) {
  const std::optional<double> number = NumberIn(value);
  return number && *number >= 0 && *number <= 100 ? number : std::nullopt;
}

// ---- printers -----------------------------------------------------------------------------------

std::string PrinterQuery(const Columns& columns, Remarks& remarks) {
  std::string select;
  for (const char* const column : kPrinterColumns) {
    if (!select.empty()) select += ", ";
    if (columns.contains(column)) {
      select += column;
      continue;
    }
    const bool is_id = column == kPrinterColumns[kId];
    select += is_id ? "rowid" : "NULL";
    // No version of O.D.I.N. has print_progress yet.
    if (column == kPrinterColumns[kProgress]) continue;
    remarks.push_back("table printers has no column " + std::string(column) +
                      (is_id ? ": its rowid is used" : ": it counts as NULL"));
  }
  std::string query = "SELECT " + select + " FROM printers";
  if (columns.contains("is_active")) {
    query += " WHERE is_active = 1";
  } else {
    remarks.emplace_back("table printers has no column is_active: every printer counts as active");
  }
  return query;
}

std::string DisplayName(const SQLite::Statement& row, std::int64_t id) {
  for (const PrinterColumn column : {kNickname, kName}) {
    const SQLite::Column value = row.getColumn(column);
    const std::string_view name = TextIn(value);
    if (!name.empty()) return base::SanitizeUtf8(base::HeadAtCharacter(name, kLongestNameBytes));
  }
  return "printer_" + std::to_string(id);
}

farm::Printer PrinterIn(const SQLite::Statement& row) {
  farm::Printer printer;
  printer.id = row.getColumn(kId).getInt64();
  printer.display_name = DisplayName(row, printer.id);
  const SQLite::Column state = row.getColumn(kGcodeState);
  printer.state = farm::ParsePrinterState(base::Trim(TextIn(state)));
  const SQLite::Column last_seen = row.getColumn(kLastSeen);
  printer.last_seen = farm::ParseTimestamp(TextIn(last_seen));
  printer.nozzle_celsius = NumberIn(row.getColumn(kNozzleTemp));
  printer.bed_celsius = NumberIn(row.getColumn(kBedTemp));
  printer.progress_percent = PercentIn(row.getColumn(kProgress));
  printer.print_hours = NumberIn(row.getColumn(kHours)).value_or(0);
  printer.print_count = NumberIn(row.getColumn(kCount)).value_or(0);
  return printer;
}

std::vector<farm::Printer> ReadPrinters(SQLite::Database& database, const Columns& columns,
                                        Remarks& remarks) {
  std::vector<farm::Printer> printers;
  std::size_t name_bytes = 0;
  SQLite::Statement query(database, PrinterQuery(columns, remarks));
  while (query.executeStep()) {
    if (printers.size() == kMostPrinters) {
      throw FarmTooLarge("table printers has more than " + std::to_string(kMostPrinters) +
                         " active printers");
    }
    printers.push_back(PrinterIn(query));
    name_bytes += printers.back().display_name.size();
    if (name_bytes > kMostNameBytes) {
      throw FarmTooLarge("the names in table printers take more than " +
                         std::to_string(kMostNameBytes) + " bytes");
    }
  }

  // A damaged or foreign table may repeat an id, which would repeat a series.
  std::ranges::stable_sort(printers, {}, &farm::Printer::id);
  const auto same_id = [](const auto& one, const auto& other) { return one.id == other.id; };
  printers.erase(std::unique(printers.begin(), printers.end(), same_id), printers.end());
  return printers;
}

// ---- progress -----------------------------------------------------------------------------------

struct PrintJob {
  std::optional<farm::Timestamp> started_at;  // nothing sorts before every time
  std::int64_t id = 0;
  std::optional<double> progress_percent;

  bool IsNewerThan(const PrintJob& other) const {
    return std::tie(started_at, id) > std::tie(other.started_at, other.id);
  }
};

// By printer id, for those of `printers`, which are in the order of their ids. A printer may have
// left jobs 'running' for ever, so that only the newest counts.
std::map<std::int64_t, PrintJob> ReadNewestRunningJobs(SQLite::Database& database,
                                                       const Columns& columns,
                                                       const std::vector<farm::Printer>& printers) {
  std::map<std::int64_t, PrintJob> newest;
  const std::string started_at = columns.contains("started_at") ? "started_at" : "NULL";
  const std::string id = columns.contains("id") ? "id" : "rowid";
  SQLite::Statement query(database, "SELECT printer_id, " + started_at + ", " + id +
                                        ", progress_percent FROM print_jobs "
                                        "WHERE status IN ('running', 'RUNNING')");
  while (query.executeStep()) {
    const std::int64_t printer = query.getColumn(0).getInt64();
    if (!std::ranges::binary_search(printers, printer, {}, &farm::Printer::id)) continue;
    const SQLite::Column started = query.getColumn(1);
    const PrintJob job{farm::ParseTimestamp(TextIn(started)), query.getColumn(2).getInt64(),
                       PercentIn(query.getColumn(3))};
    const auto [known, is_first] = newest.try_emplace(printer, job);
    if (!is_first && job.IsNewerThan(known->second)) known->second = job;
  }
  return newest;
}

void AddProgress(SQLite::Database& database, const Schema& schema,
                 std::vector<farm::Printer>& printers, Remarks& remarks) {
  if (!HasTable(schema, "print_jobs", {"printer_id", "status", "progress_percent"},
                "the progress of print jobs is", remarks)) {
    return;
  }
  const auto lacks_progress = [](const farm::Printer& printer) {
    return !printer.progress_percent && farm::HasPrintInHand(printer.state);
  };
  if (std::ranges::none_of(printers, lacks_progress)) return;

  const auto jobs =
      ReadNewestRunningJobs(database, schema.tables.find("print_jobs")->second, printers);
  for (farm::Printer& printer : printers) {
    const auto job = jobs.find(printer.id);
    if (lacks_progress(printer) && job != jobs.end()) {
      printer.progress_percent = job->second.progress_percent;
    }
  }
}

// ---- the rest -----------------------------------------------------------------------------------

std::string CanonicalStatus(std::string_view raw) {
  const std::string_view trimmed = base::Trim(raw);
  return trimmed.empty() ? "unknown" : base::ToLowerAscii(base::SanitizeUtf8(trimmed));
}

farm::StatusCounts CountByStatus(SQLite::Database& database, const std::string& table) {
  farm::StatusCounts counts;
  const std::optional<SpellingCounts> spellings =
      CountBySpelling(database, table, "status", {kMostSpellings, kLongestStatusBytes});
  if (!spellings) {
    throw FarmTooLarge("table " + table + " has more than " + std::to_string(kMostSpellings) +
                       " different statuses");
  }
  for (const auto& [spelling, rows] : *spellings) {
    counts[CanonicalStatus(spelling)] += rows;
  }
  return counts;
}

farm::SpoolCounts CountSpools(SQLite::Database& database) {
  SQLite::Statement query(database,
                          "SELECT count(remaining_weight_g), "
                          "count(*) FILTER (WHERE remaining_weight_g < 100) FROM spools");
  query.executeStep();
  return {query.getColumn(0).getInt64(), query.getColumn(1).getInt64()};
}

std::int64_t CountUnreadAlerts(SQLite::Database& database) {
  SQLite::Statement query(database, "SELECT count(*) FROM alerts WHERE is_read = 0");
  query.executeStep();
  return query.getColumn(0).getInt64();
}

}  // namespace

FarmReading ReadFarm(SQLite::Database& database) {
  const SQLite::Transaction transaction(database);  // never committed: it only reads
  const Schema schema = ReadSchema(database, WantedTables());
  FarmReading reading;
  auto& [farm, remarks] = reading;
  remarks = schema.warnings;
  if (HasTable(schema, "printers", {}, "odin_printers_* and odin_printer_* are", remarks)) {
    farm.printers = ReadPrinters(database, schema.tables.find("printers")->second, remarks);
    AddProgress(database, schema, *farm.printers, remarks);
  }
  if (HasTable(schema, "jobs", {"status"}, "odin_jobs_by_status and odin_queue_depth are",
               remarks)) {
    farm.jobs = CountByStatus(database, "jobs");
  }
  if (HasTable(schema, "spools", {"remaining_weight_g"}, "odin_spools_* are", remarks)) {
    farm.spools = CountSpools(database);
  }
  if (HasTable(schema, "orders", {"status"}, "odin_orders_by_status is", remarks)) {
    farm.orders = CountByStatus(database, "orders");
  }
  if (HasTable(schema, "alerts", {"is_read"}, "odin_alerts_unread is", remarks)) {
    farm.unread_alerts = CountUnreadAlerts(database);
  }
  return reading;
}

}  // namespace agent::collect
