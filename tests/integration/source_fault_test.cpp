// O.D.I.N.'s database cannot be read for a while: it is locked, forbidden, too slow, or lacks a
// part.
#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include "integration/source_fixture.hpp"
#include "support/eventually.hpp"
#include "support/needs.hpp"
#include "support/promptly.hpp"

namespace agent::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class SourceFault : public SourceFixture {};

TEST_F(SourceFault, ALockThatOutlivesTheLastValuesIsReported) {
  StartOdin();
  StartAgents();
  StopOdin();
  StartOther("lock");
  ExpectFault("locked", database_ + " stayed locked by another program");
  ExpectRightAfter([&] {
    EndOther();
    StartOdin();
  });
}

TEST_F(SourceFault, ALockOfARollbackJournalDatabaseIsReported) {
  StartOdin("PRAGMA journal_mode = DELETE");
  StartAgents();
  ExpectNothingNoticed();
  StopOdin();
  StartOther("lock");
  ExpectFault("locked", database_ + " stayed locked by another program");
  ExpectRightAfter([&] {
    EndOther();
    StartOdin();
  });
}

TEST_F(SourceFault, AFileThatAStrangerMayNotReadIsReportedToTheStrangerAlone) {
  NeedRoot();
  StartOdin();
  StartAgents();
  for (const char* suffix : {"", "-wal", "-shm"}) {
    fs::permissions(File(suffix), fs::perms(0640));
    ExpectFaultOf("stranger", "permission",
                  File(suffix).string() + ": user 4712 may not read this file");
    ExpectRightAfter([&] { fs::permissions(File(suffix), fs::perms(0644)); });
  }
}

TEST_F(SourceFault, AFolderThatAStrangerMayNotEnterIsReportedToTheStrangerAlone) {
  NeedRoot();
  StartOdin();
  StartAgents();
  fs::permissions(folder_, fs::perms(0750));
  ExpectFaultOf("stranger", "permission",
                folder_.string() + ": user 4712 may not enter this folder");
  ExpectRightAfter([&] { fs::permissions(folder_, fs::perms(0755)); });
}

// The remedy of the second is another one, though its reason is the same.
TEST_F(SourceFault, TheFileIsReportedOnceTheFolderMayBeEntered) {
  NeedRoot();
  StartOdin();
  StartAgents();
  fs::permissions(File(""), fs::perms(0640));
  fs::permissions(folder_, fs::perms(0750));
  ExpectFaultOf("stranger", "permission",
                folder_.string() + ": user 4712 may not enter this folder");
  fs::permissions(folder_, fs::perms(0755));
  ExpectFaultOf("stranger", "permission", database_ + ": user 4712 may not read this file");
  ExpectRightAfter([&] { fs::permissions(File(""), fs::perms(0644)); });
}

// Takes some hundred milliseconds to count.
constexpr char kLongQueue[] =
    "PRAGMA synchronous = OFF; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
    "LIMIT "
    "5000000) INSERT INTO jobs (item_name, status) SELECT '', 'pending' FROM n";

// The queue grows elsewhere: beside a writer of so many rows a reading may be late as well.
TEST_F(SourceFault, AQueueThatCannotBeCountedInTimeIsReportedAsATimeout) {
  StartOdin();
  StopOdin();
  const std::string kept = CopyAs("-kept");
  const std::string busy = CopyAs("-busy");
  Execute(kLongQueue, busy);
  StartOdin();
  StartAgents("{interval: 200ms, timeout: 200ms, keep_last_for: 600ms}");
  StopOdin();
  Restore(busy);
  ExpectFault("timeout", database_ + " was not read within 200ms (collect.timeout)");
  ExpectRightAfter([&] {
    Restore(kept);
    StartOdin();
  });
}

bool HoldsOpen(pid_t pid, const fs::path& file) {
  for (const auto& entry : fs::directory_iterator("/proc/" + std::to_string(pid) + "/fd")) {
    std::error_code closed_meanwhile;
    if (fs::read_symlink(entry.path(), closed_meanwhile) == file) return true;
  }
  return false;
}

TEST_F(SourceFault, AQueryUnderWayDoesNotDelayShutdown) {
  StartOdin();
  StopOdin();
  Execute(kLongQueue);
  const std::string config = WriteConfig(
      dir_,
      {.database = database_, .collect = "{interval: 60s, timeout: 60s, keep_last_for: 60s}"});
  Daemon daemon(RunWith(config));
  ASSERT_TRUE(Eventually([&] { return HoldsOpen(daemon.process().pid(), database_); }));
  daemon.process().Signal(SIGTERM);
  EXPECT_EQ(daemon.process().Wait(Promptly()), 0);
  fs::remove(database_);  // or O.D.I.N. would have to delete them all
}

TEST_F(SourceFault, ATableThatIsDroppedTakesItsFamiliesAndNoOthers) {
  StartOdin();
  StartAgents();
  StopOdin();
  StartOdin("ALTER TABLE spools RENAME TO kept_spools");
  const auto has_spools = [](const Samples& samples) {
    return samples.contains({"odin_spools_total", {}}) || samples.contains({"odin_spools_low", {}});
  };
  for (const auto& agent : agents_) {
    EXPECT_TRUE(Eventually([&] { return !has_spools(agent->Served()); }));
    EXPECT_TRUE(Eventually([&] { return !has_spools(agent->Pushed()); }));
    EXPECT_THAT(agent->AwaitNews(),
                ElementsAre(HasSubstr("msg=\"the source is incomplete\" what=\"table spools is "
                                      "missing: odin_spools_* are left out\"")));
    EXPECT_EQ(Value(agent->Served(), "odin_printers_total"), 3);
  }
  ExpectNothingNoticed();
  StopOdin();
  ExpectRightAfter([&] { StartOdin("ALTER TABLE kept_spools RENAME TO spools"); });
  for (const auto& agent : agents_) EXPECT_TRUE(has_spools(agent->Served()));
}

TEST_F(SourceFault, ADatabaseWithoutODINsTablesIsReportedAsAnother) {
  StartOdin();
  StartAgents();
  StopOdin();
  const fs::path kept = dir_.path() / "kept.db";
  fs::create_hard_link(database_, kept);
  const std::string other = File("-other");
  Execute("CREATE TABLE other (a)", other);
  fs::rename(other, database_);
  ExpectFault("schema", database_ + " is not an O.D.I.N. database: it has none of the tables");
  ExpectRightAfter([&] {
    Restore(kept);
    StartOdin();
  });
}

}  // namespace
}  // namespace agent::test
