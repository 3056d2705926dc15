#include "agent/collect/database.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <exception>
#include <new>
#include <optional>
#include <string_view>
#include <utility>

#include "agent/base/duration.hpp"
#include "agent/collect/path_fault.hpp"
#include "agent/collect/read_farm.hpp"
#include "agent/collect/read_only_database.hpp"
#include "agent/collect/regular_open.hpp"
#include "agent/collect/sqlite_error.hpp"
#include "agent/metrics/farm_families.hpp"

namespace agent::collect {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// To open a FIFO would block for ever, and an empty file SQLite takes for a database.
bool IsFileWithContent(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0;
}

int CodeOf(const SQLite::Exception& error) {
  const int extended = error.getExtendedErrorCode();
  return extended < 0 ? error.getErrorCode() : extended;  // negative where it was not SQLite's
}

// Whether it is a state that O.D.I.N. passes through when it starts, stops or recovers: its -wal is
// there before its -shm is, and only a writer may put the -shm in order.
bool MayBeTemporary(const std::string& path, int code, std::string_view message) {
  if (IsIndexOutOfOrder(code, message)) return true;
  if ((code & 0xFF) != SQLITE_CANTOPEN) return false;
  const std::optional<CollectError> fault = FindPathFault(path);
  return !fault || fault->reason == CollectReason::kNeedsRecovery;
}

struct Attempt {
  std::optional<FarmReading> reading;
  CollectError error;  // where there is no reading
  // It is worth another attempt until then, for it was O.D.I.N. at work that made this one fail.
  steady_clock::time_point retry_until = steady_clock::time_point::min();
};

Attempt Explain(const std::string& path, const SQLite::Exception& error,
                const ReadOnlyDatabase* database, const ReadLimits& limits) {
  // How long a state may last that O.D.I.N. passes through, where it does not seem to run.
  constexpr milliseconds kTemporary(500);
  const int code = CodeOf(error);
  if (code == SQLITE_INTERRUPT) {
    const auto timeout = std::chrono::duration_cast<milliseconds>(limits.deadline - limits.began);
    return {
        std::nullopt,
        {CollectReason::kTimeout, path + " was not read within " + base::FormatDuration(timeout) +
                                      " (collect.timeout): a slow disk, or a very large table?"}};
  }
  const bool in_use = database != nullptr && database->InUseElsewhere();
  Attempt failed{std::nullopt,
                 ExplainSqliteError(path, {code, error.what(), in_use, LastOpenError()})};
  if ((database != nullptr && database->ChangedMeanwhile()) ||
      (in_use && MayBeTemporary(path, code, error.what()))) {
    failed.retry_until = limits.deadline;
  } else if (MayBeTemporary(path, code, error.what())) {
    failed.retry_until = limits.began + kTemporary;
  }
  return failed;
}

Attempt TryToRead(const std::string& path, const ReadLimits& limits) {
  std::optional<ReadOnlyDatabase> database;
  try {
    database.emplace(path, limits);
    const bool is_time_to_look = limits.deadline - steady_clock::now() > 2 * kHiddenFor;
    if (is_time_to_look && database->WalSeemsHidden()) {
      if (database->WalStaysHidden()) return {std::nullopt, ExplainHiddenWal(path)};
      return {std::nullopt, ExplainBusy(path), limits.deadline};
    }
    database->connection().exec("PRAGMA cache_size = -512");  // KiB; large tables are read once
    FarmReading reading = ReadFarm(database->connection());
    if (database->ChangedMeanwhile()) return {std::nullopt, ExplainBusy(path), limits.deadline};
    return {std::move(reading), {}};
  } catch (const SQLite::Exception& error) {
    return Explain(path, error, database ? &*database : nullptr, limits);
  }
}

// Reads again for as long as it is O.D.I.N. at work that makes it fail. Where the time ends within
// another attempt, the reason is that of the attempt before: it is why the time was not enough.
Attempt ReadDatabase(const std::string& path, const ReadLimits& limits) {
  constexpr milliseconds kPause(10);
  Attempt attempt = TryToRead(path, limits);
  while (!attempt.reading && steady_clock::now() < attempt.retry_until && Pause(limits, kPause)) {
    Attempt next = TryToRead(path, limits);
    if (!next.reading && next.error.reason == CollectReason::kTimeout) break;
    attempt = std::move(next);
  }
  return attempt;
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
      if (auto fault = FindPathFault(path_)) return Failed(*std::move(fault));
    }
    // The real clock: what it guards against is real.
    const auto now = steady_clock::now();
    Attempt attempt = ReadDatabase(path_, {now, now + timeout_, stop});
    if (!attempt.reading) {
      if (stop.stop_requested()) {
        return Failed({CollectReason::kCancelled, "reading " + path_ + " was stopped"});
      }
      return Failed(std::move(attempt.error));
    }
    const farm::Farm& farm = attempt.reading->farm;
    if (HasNothing(farm)) {
      // Emptied since it was looked at.
      if (auto fault = FindPathFault(path_)) return Failed(*std::move(fault));
      return Failed({CollectReason::kSchema,
                     path_ +
                         " is not an O.D.I.N. database: it has none of the tables printers, jobs, "
                         "spools, orders and alerts. Check the path."});
    }
    CollectResult result;
    result.families = metrics::FarmFamilies(farm, clock_.Now());
    result.warnings = std::move(attempt.reading->warnings);
    result.newest_reading = farm::NewestReading(farm);
    return result;
  } catch (const FarmTooLarge& error) {
    return Failed(
        {CollectReason::kTooLarge, path_ + ": " + error.what() + ". Is it O.D.I.N.'s own?"});
  } catch (const std::bad_alloc&) {
    return Failed(
        {CollectReason::kTooLarge, path_ + " takes more memory than the agent may have."});
  } catch (const std::exception& error) {
    return Failed({CollectReason::kIo, path_ + " cannot be read: " + error.what()});
  }
}

}  // namespace agent::collect
