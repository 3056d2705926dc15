#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "agent/base/clock.hpp"
#include "agent/demo/farm.hpp"

namespace SQLite {
class Database;
}

namespace agent::demo {

// The database of a demo farm, kept as O.D.I.N. would: its schema, WAL mode, one writer that stays
// connected. It lies in a folder of its own below the system's temporary one. Only our user may
// enter that folder, and it is removed at destruction.
class Database {
 public:
  // Throws std::runtime_error when folder or database cannot be made.
  Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  [[nodiscard]] std::string path() const { return folder_ / "odin.db"; }

  // Makes the database hold `farm` as it is at `now`, in one transaction. Throws
  // SQLite::Exception.
  void Write(const Farm& farm, base::WallTime now);

 private:
  std::filesystem::path folder_;
  std::unique_ptr<SQLite::Database> writer_;
};

}  // namespace agent::demo
