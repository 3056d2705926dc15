#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "support/temp_dir.hpp"

namespace SQLite {
class Database;
}

namespace agent::test {

// A copy of the sample farm's database in a folder of its own, in the state that a living O.D.I.N.
// keeps it in: a writer's connection is open, so its -wal and -shm lie beside it. Of the 20 active
// printers those whose ID is a multiple of four were never seen, and the others are online for
// good: nothing in it changes with time.
class SampleFarm {
 public:
  SampleFarm();
  SampleFarm(const SampleFarm&) = delete;
  SampleFarm& operator=(const SampleFarm&) = delete;
  ~SampleFarm();

  [[nodiscard]] std::string path() const { return folder() / "odin.db"; }
  [[nodiscard]] const std::filesystem::path& folder() const { return dir_.path(); }

  // Does as O.D.I.N.: changes the database through its open connection.
  void Execute(const std::string& sql);

  // Gives a printer a nickname, byte by byte as it is.
  void Rename(int printer_id, const std::string& nickname);

  // Closes the connection, as a clean exit of O.D.I.N. does: -wal and -shm go.
  void StopWriter();

 private:
  TempDir dir_;
  std::unique_ptr<SQLite::Database> writer_;
};

}  // namespace agent::test
