#include "agent/collect/read_print_jobs.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>

#include "agent/collect/column_value.hpp"

namespace agent::collect {
namespace {

constexpr std::size_t kProgress = farm::IndexOf("odin_printer_progress");

struct PrintJob {
  std::optional<farm::Timestamp> started_at;  // nothing sorts before every time
  std::int64_t id = 0;
  std::optional<double> progress_percent;

  bool IsNewerThan(const PrintJob& other) const {
    return std::tie(started_at, id) > std::tie(other.started_at, other.id);
  }
};

using PrintJobs = std::map<std::int64_t, PrintJob>;  // by the id of the printer

// Those of `printers`.
PrintJobs ReadNewestRunningJobs(SQLite::Database& database, const Table& table,
                                const std::vector<farm::Printer>& printers, Warnings& warnings) {
  const std::string started_at = table.Expression("started_at", "NULL", nullptr, warnings);
  const std::string id = table.Expression("id", "rowid", nullptr, warnings);
  PrintJobs newest;
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

bool LacksProgress(const farm::Printer& printer) {
  return !printer.values[kProgress] && farm::HasPrintInHand(printer.state);
}

}  // namespace

std::vector<const char*> PrintJobColumns() {
  return {"id", "printer_id", "status", "started_at", "progress_percent"};
}

void AddProgress(SQLite::Database& database, const Schema& schema,
                 std::vector<farm::Printer>& printers, Warnings& warnings) {
  const Table* const table =
      FindTable(schema, "print_jobs", {"printer_id", "status", "progress_percent"},
                "the progress of print jobs is", warnings);
  if (table == nullptr || std::ranges::none_of(printers, LacksProgress)) return;
  const PrintJobs jobs = ReadNewestRunningJobs(database, *table, printers, warnings);
  for (farm::Printer& printer : printers) {
    const auto job = jobs.find(printer.id);
    if (LacksProgress(printer) && job != jobs.end()) {
      printer.values[kProgress] = job->second.progress_percent;
    }
  }
}

}  // namespace agent::collect
