#include "agent/demo/database.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <stdlib.h>

#include <array>
#include <cerrno>
#include <cmath>
#include <ctime>
#include <system_error>

#include "agent/base/utc_text.hpp"
#include "agent/collect/odin_schema.hpp"

namespace agent::demo {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 4> kApiTypes{"bambu", "moonraker", "prusalink", "elegoo"};

fs::path MakePrivateFolder() {
  std::string pattern = fs::temp_directory_path() / "odin-agent-demo-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) {
    throw std::system_error(errno, std::generic_category(),
                            "cannot make a folder for the demo farm, " + pattern);
  }
  return pattern;
}

// `2026-11-22 11:23:55`, in UTC, of the moment when the farm was `seconds` old.
class WallText {
 public:
  WallText(const Farm& farm, base::WallTime now)
      : birth_(std::chrono::system_clock::to_time_t(now) -
               static_cast<std::time_t>(std::llround(farm.seconds))) {}

  std::string operator()(double seconds) const {
    const std::time_t time = birth_ + static_cast<std::time_t>(std::llround(seconds));
    return base::UtcText(std::chrono::system_clock::from_time_t(time), "%Y-%m-%d %H:%M:%S");
  }

 private:
  std::time_t birth_;
};

template <typename T>
void BindValue(SQLite::Statement& statement, int index, const T& value) {
  statement.bind(index, value);
}

template <typename T>
void BindValue(SQLite::Statement& statement, int index, const std::optional<T>& value) {
  if (value) {
    statement.bind(index, *value);
  } else {
    statement.bind(index);  // NULL
  }
}

template <typename... Values>
void Insert(SQLite::Statement& statement, const Values&... values) {
  int index = 0;
  (BindValue(statement, ++index, values), ...);
  statement.exec();
  statement.reset();
}

double Tenths(double value) { return std::round(value * 10) / 10; }

double ProgressPercent(const Farm::Job& job) {
  return Tenths(100 * job.printed_seconds / job.duration_seconds);
}

void WritePrinters(SQLite::Database& database, const Farm& farm, const WallText& at) {
  SQLite::Statement insert(database,
                           "INSERT INTO printers (id, name, nickname, model, is_active, api_type, "
                           "last_seen, bed_temp, bed_target_temp, nozzle_temp, nozzle_target_temp, "
                           "gcode_state, total_print_hours, total_print_count) "
                           "VALUES (?,?,?,?,1,?,?,?,?,?,?,?,?,?)");
  for (const Farm::Printer& printer : farm.printers) {
    Insert(insert, printer.id, printer.name, printer.nickname, printer.model,
           kApiTypes[static_cast<std::size_t>(printer.make)], at(printer.last_seen),
           Tenths(printer.bed_celsius), printer.bed_target_celsius, Tenths(printer.nozzle_celsius),
           printer.nozzle_target_celsius, GcodeState(printer), printer.print_hours,
           printer.print_count);
  }
}

void WriteJobs(SQLite::Database& database, const Farm& farm, const WallText& at) {
  SQLite::Statement job_row(database,
                            "INSERT INTO jobs (id, item_name, quantity, status, priority, "
                            "printer_id, duration_hours) VALUES (?,?,1,?,3,?,?)");
  SQLite::Statement print_row(database,
                              "INSERT INTO print_jobs (printer_id, job_name, started_at, ended_at, "
                              "status, progress_percent, remaining_minutes, scheduled_job_id) "
                              "VALUES (?,?,?,?,?,?,?,?)");
  for (const Farm::Job& job : farm.jobs) {
    Insert(job_row, job.id, job.item, job.status, job.printer, job.duration_seconds / 3600);
    if (job.started_at == 0) continue;
    const bool ended = job.ended_at > 0;
    Insert(print_row, *job.printer, job.item, at(job.started_at),
           ended ? std::optional(at(job.ended_at)) : std::nullopt, ended ? job.status : "running",
           ProgressPercent(job), Tenths((job.duration_seconds - job.printed_seconds) / 60), job.id);
  }
}

void WriteSpools(SQLite::Database& database, const Farm& farm) {
  SQLite::Statement spool_row(database,
                              "INSERT INTO spools (id, initial_weight_g, remaining_weight_g, "
                              "vendor, status, location_printer_id) "
                              "VALUES (?,1000,?,'Prusament','ACTIVE',?)");
  for (const auto& spool : farm.spools) {
    Insert(spool_row, spool.id, Tenths(spool.remaining_grams), spool.printer);
  }
}

void WriteOrders(SQLite::Database& database, const Farm& farm, const WallText& at) {
  SQLite::Statement order_row(
      database, "INSERT INTO orders (id, order_number, status, order_date) VALUES (?,?,?,?)");
  for (const auto& order : farm.orders) {
    Insert(order_row, order.id, "ORD-" + std::to_string(order.id), order.status,
           at(order.placed_at));
  }
}

void WriteAlerts(SQLite::Database& database, const Farm& farm, const WallText& at) {
  SQLite::Statement alert_row(database,
                              "INSERT INTO alerts (id, alert_type, severity, title, is_read, "
                              "printer_id, created_at) VALUES (?,?,?,?,?,?,?)");
  for (const auto& alert : farm.alerts) {
    Insert(alert_row, alert.id, alert.type, alert.severity, alert.title,
           alert.read_at <= farm.seconds ? 1 : 0, alert.printer, at(alert.raised_at));
  }
}

}  // namespace

Database::Database() : folder_(MakePrivateFolder()) {
  try {
    writer_ =
        std::make_unique<SQLite::Database>(path(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    writer_->exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
    writer_->exec(collect::kOdinSchema);
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
    throw;
  }
}

Database::~Database() {
  writer_.reset();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void Database::Write(const Farm& farm, base::WallTime now) {
  SQLite::Transaction transaction(*writer_);
  writer_->exec(
      "DELETE FROM alerts; DELETE FROM orders; DELETE FROM spools; DELETE FROM jobs;"
      "DELETE FROM print_jobs; DELETE FROM printers");
  const WallText at(farm, now);
  WritePrinters(*writer_, farm, at);
  WriteJobs(*writer_, farm, at);
  WriteSpools(*writer_, farm);
  WriteOrders(*writer_, farm, at);
  WriteAlerts(*writer_, farm, at);
  transaction.commit();
}

}  // namespace agent::demo
