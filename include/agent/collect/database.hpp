#pragma once

#include <chrono>
#include <string>

#include "agent/base/clock.hpp"
#include "agent/collect/collector.hpp"

namespace agent::collect {

// Reads O.D.I.N.'s SQLite database: open, read in one transaction, close, at every call, so that
// nothing is held between ticks. Read-only in every respect: no file in the database's folder is
// created, changed or locked against O.D.I.N., whichever user the agent runs as.
//
// Error reasons: not_found, permission, not_a_database, locked, needs_recovery (only a writer can
// make the file readable again: start O.D.I.N.), wal_hidden (what O.D.I.N. writes is not to be seen
// from here), corrupt, schema (no O.D.I.N. table at all), too_large, timeout, io, cancelled.
class DatabaseCollector final : public Collector {
 public:
  DatabaseCollector(std::string path, std::chrono::milliseconds timeout, const base::Clock& clock);

  [[nodiscard]] CollectResult Collect(std::stop_token stop) override;

 private:
  std::string path_;
  std::chrono::milliseconds timeout_;
  const base::Clock& clock_;
};

}  // namespace agent::collect
