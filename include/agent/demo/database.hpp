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

// The database of a demo farm, like O.D.I.N.'s: its schema, WAL mode, one writer that stays
// connected. It has a folder of its own in the system's temporary folder. Only our user may enter
// it. The destructor removes it.
class Database {
 public:
  // Throws std::runtime_error when folder or database cannot be made.
  Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  [[nodiscard]] std::string path() const { return folder_ / "odin.db"; }

  // Replaces the database's content by `farm` at `now`, in one transaction. Throws
  // SQLite::Exception.
  void Write(const Farm& farm, base::WallTime now);

 private:
  std::filesystem::path folder_;
  std::unique_ptr<SQLite::Database> writer_;
};

}  // namespace agent::demo
