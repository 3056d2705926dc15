#include "agent/collect/database.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include "agent/base/duration.hpp"
#include "agent/collect/explain_fault.hpp"
#include "agent/collect/read_farm.hpp"
#include "agent/collect/read_only_database.hpp"
#include "agent/metrics/farm_families.hpp"

namespace agent::collect {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

CollectResult Failed(std::string reason, std::string detail) {
  CollectResult result;
  result.error = CollectError{std::move(reason), std::move(detail)};
  return result;
}

// To open a FIFO would block for ever, and an empty file SQLite takes for a database.
bool IsFileWithContent(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0;
}

// Whether it is a state that O.D.I.N. passes through when it starts, stops or recovers: its -wal is
// there before its -shm is, and only a writer may put the -shm in order.
bool MayPass(const std::string& path, const SQLite::Exception& error) {
  const int code = error.getExtendedErrorCode();
  if (code == SQLITE_READONLY_RECOVERY || code == SQLITE_READONLY_CANTINIT) return true;
  if ((code & 0xFF) != SQLITE_CANTOPEN) return false;
  const std::optional<CollectError> fault = FindPathFault(path);
  return !fault || fault->reason == "needs_recovery";
}

// Reads again, as patiently as for a lock, when O.D.I.N. started or stopped under the reading.
// Throws SQLite::Exception.
FarmReading ReadDatabase(const std::string& path, const ReadLimits& limits) {
  constexpr milliseconds kPause(10);
  const auto patience = std::min(limits.deadline, steady_clock::now() + kBusyTimeout);
  for (;;) {
    const bool last = limits.stop.stop_requested() || steady_clock::now() >= patience;
    ReadOnlyDatabase database(path, limits);
    try {
      database.connection().exec("PRAGMA cache_size = -512");  // KiB; large tables are read once
      FarmReading reading = ReadFarm(database.connection());
      if (!database.Overtaken()) return reading;
      if (last) throw SQLite::Exception("O.D.I.N. was starting or stopping", SQLITE_BUSY);
    } catch (const SQLite::Exception& error) {
      if (last || !(database.Overtaken() || MayPass(path, error))) throw;
    }
    base::SleepUntil(steady_clock::now() + kPause, limits.stop);
  }
}

bool HasNothing(const farm::Farm& farm) {
  return !farm.printers && !farm.jobs && !farm.spools && !farm.orders && !farm.unread_alerts;
}

}  // namespace

DatabaseCollector::DatabaseCollector(std::string path, std::chrono::milliseconds timeout,
                                     const base::Clock& clock)
    : path_(std::move(path)), timeout_(timeout), clock_(clock) {}

CollectResult DatabaseCollector::Collect(std::stop_token stop) {
  try {
    if (!IsFileWithContent(path_)) {
      if (auto fault = FindPathFault(path_)) return Failed(fault->reason, fault->detail);
    }
    // The real clock: what it guards against is real.
    const ReadLimits limits{steady_clock::now() + timeout_, stop};
    FarmReading reading = ReadDatabase(path_, limits);
    if (HasNothing(reading.farm)) {
      return Failed("schema", path_ +
                                  " is not an O.D.I.N. database: it has none of the tables "
                                  "printers, jobs, spools, orders and alerts. Check the path.");
    }
    return {metrics::FarmFamilies(reading.farm, clock_.Now()), std::nullopt,
            std::move(reading.remarks)};
  } catch (const SQLite::Exception& error) {
    if (stop.stop_requested()) return Failed("cancelled", "reading " + path_ + " was stopped");
    if (error.getErrorCode() == SQLITE_INTERRUPT) {
      return Failed("timeout", path_ + " was not read within " + base::FormatDuration(timeout_) +
                                   " (collect.timeout): a slow disk, or a very large table?");
    }
    CollectError fault = ExplainSqliteError(path_, error.getExtendedErrorCode(), error.what());
    return Failed(std::move(fault.reason), std::move(fault.detail));
  } catch (const std::exception& error) {
    return Failed("io", path_ + " cannot be read: " + error.what());
  }
}

}  // namespace agent::collect
