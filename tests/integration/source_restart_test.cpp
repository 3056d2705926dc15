// O.D.I.N. stops, crashes and starts again while the agent reads.
#include <gmock/gmock.h>

#include "integration/source_fixture.hpp"
#include "support/eventually.hpp"

namespace agent::test {
namespace {

namespace fs = std::filesystem;

class SourceRestart : public SourceFixture {};

TEST_F(SourceRestart, AMigrationOfTheSchemaIsFollowedWithoutAFault) {
  StartOdin();
  StartAgents();
  StopOdin();
  ExpectFolderUntouched();
  ExpectNothingNoticed();
  // A column is added; a table is made anew, as SQLite wants it where a column changes.
  StartOdin(
      "BEGIN; ALTER TABLE printers ADD COLUMN print_progress FLOAT; "
      "UPDATE printers SET print_progress = 42; "
      "CREATE TABLE new_spools (id INTEGER PRIMARY KEY, remaining_weight_g REAL, colour TEXT); "
      "INSERT INTO new_spools SELECT id, remaining_weight_g, 'red' FROM spools; "
      "DROP TABLE spools; ALTER TABLE new_spools RENAME TO spools; "
      "INSERT INTO spools VALUES (3, 1000, 'blue'); COMMIT");
  const Series progress{"odin_printer_progress", {{"printer", "Calypso"}, {"printer_id", "3"}}};
  for (const auto& agent : agents_) {
    const auto is_migrated = [&](const Samples& samples) {
      return samples.contains(progress) && samples.at(progress) == 42 &&
             Value(samples, "odin_spools_total") == 3;
    };
    EXPECT_TRUE(Eventually([&] { return is_migrated(agent->Served()); })) << agent->name();
    EXPECT_TRUE(Eventually([&] { return is_migrated(agent->Pushed()); })) << agent->name();
  }
  ExpectNothingNoticed();
}

TEST_F(SourceRestart, ARestartOverARollbackJournalIsNoFault) {
  StartOdin("PRAGMA journal_mode = DELETE");
  StartAgents();
  StopOdin();
  ExpectFolderUntouched();
  ExpectRightAfter([&] { StartOdin(); });
}

TEST_F(SourceRestart, ACrashIsNoFault) {
  StartOdin();
  StartAgents();
  KillOdin();
  ExpectFolderUntouched();
  ExpectNothingNoticed();
  ExpectRightAfter([&] { StartOdin(); });
}

TEST_F(SourceRestart, AWalThatLostItsIndexIsLeftToODINToRecover) {
  StartOdin();
  StartAgents();
  KillOdin();
  fs::remove(File("-shm"));
  ExpectFault("needs_recovery",
              File("-wal").string() + " cannot be read: " + File("-shm").string() + " is missing");
  ExpectFolderUntouched();
  ExpectRightAfter([&] { StartOdin(); });
}

TEST_F(SourceRestart, AWriteThatWasCutOffIsLeftToODINToRecover) {
  StartOdin("PRAGMA journal_mode = DELETE");
  StartAgents();
  StopOdin();
  // Elsewhere, for a writer holds the lock until it is cut off.
  const std::string other = File("-other");
  Execute("VACUUM INTO '" + other + "'");
  StartOther("half-write", other);
  other_->Signal(SIGKILL);
  ASSERT_TRUE(other_->Wait(std::chrono::seconds(60)));
  other_.reset();
  fs::rename(other + "-journal", File("-journal"));
  fs::rename(other, database_);
  ExpectFault("needs_recovery", database_ + " was left in the middle of a write");
  ExpectFolderUntouched();
  ExpectRightAfter([&] { StartOdin(); });
}

}  // namespace
}  // namespace agent::test
