#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "support/temp_dir.hpp"

namespace SQLite {
class Database;
}

namespace agent::test {

// A copy of the sample farm's database in a folder of its own. A writer's connection to it is open,
// as with a running O.D.I.N., so its -wal and -shm lie beside it. It has 20 active printers: those
// whose ID is a multiple of four were never seen, and the others are always online.
class SampleFarm {
 public:
  SampleFarm();
  SampleFarm(const SampleFarm&) = delete;
  SampleFarm& operator=(const SampleFarm&) = delete;
  ~SampleFarm();

  [[nodiscard]] std::string path() const { return folder() / "odin.db"; }
  [[nodiscard]] const std::filesystem::path& folder() const { return dir_.path(); }

  // Changes the database through the open connection, as O.D.I.N. does.
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
