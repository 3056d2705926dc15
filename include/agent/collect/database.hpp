#pragma once

#include <chrono>
#include <span>
#include <string>

#include "agent/base/clock.hpp"
#include "agent/collect/collector.hpp"

namespace agent::collect {

// Reads O.D.I.N.'s SQLite database. Each call opens it, reads it in one transaction and closes it,
// so nothing is held between ticks. No file in the database's folder is created, changed or locked
// against O.D.I.N., whichever user the agent runs as. Fails for one of DatabaseReasons().
class DatabaseCollector final : public Collector {
 public:
  DatabaseCollector(std::string path, std::chrono::milliseconds timeout, const base::Clock& clock);

  [[nodiscard]] std::span<const CollectReason> Reasons() const override {
    return DatabaseReasons();
  }
  [[nodiscard]] CollectResult Collect(std::stop_token stop) override;

 private:
  std::string path_;
  std::chrono::milliseconds timeout_;
  const base::Clock& clock_;
};

}  // namespace agent::collect
