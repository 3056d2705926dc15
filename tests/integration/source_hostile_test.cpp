// What lies in O.D.I.N.'s folder, or does not, by mistake or by malice.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <thread>

#include "integration/source_fixture.hpp"
#include "support/eventually.hpp"
#include "support/promptly.hpp"

namespace agent::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using testing::AllOf;
using testing::HasSubstr;

class SourceHostile : public SourceFixture {
 protected:
  Finished RunOn(const std::string& command, const std::string& database,
                 const std::string& collect = "{timeout: 10s}") const {
    const std::string config = WriteConfig(dir_, {.database = database, .collect = collect});
    return RunAgent({command, "--config", config});
  }
};

TEST_F(SourceHostile, AFifoBesideTheDatabaseIsAnErrorAndDoesNotHoldUpShutdown) {
  StartOdin();
  KillOdin();  // with changes in -wal
  for (const char* suffix : {"-wal", "-shm", "-journal"}) {
    const fs::path kept = dir_.path() / "kept";
    if (fs::exists(File(suffix))) fs::rename(File(suffix), kept);
    ASSERT_EQ(::mkfifo(File(suffix).c_str(), 0644), 0);
    Daemon daemon(RunWith(WriteConfig(dir_, {.database = database_})));
    EXPECT_TRUE(daemon.process().WaitForText(File(suffix).string() + " is a FIFO", seconds(30)))
        << daemon.process().Errors();
    daemon.process().Signal(SIGTERM);
    EXPECT_EQ(daemon.process().Wait(Promptly()), 0) << suffix;
    fs::remove(File(suffix));
    if (fs::exists(kept)) fs::rename(kept, File(suffix));
  }
  StartOdin();
}

TEST_F(SourceHostile, ADatabaseFileMountedWithoutItsFolderIsNotReadAsIfItWereWhole) {
  StartOdin();
  const std::string alone = dir_.path() / "odin.db";
  fs::create_hard_link(database_, alone);
  const Finished check = RunOn("check", alone);
  EXPECT_EQ(check.status, 1) << check.output;
  EXPECT_THAT(check.output,
              AllOf(HasSubstr("✗ source: " + alone +
                              ": another program, most likely O.D.I.N., has "
                              "it open"),
                    HasSubstr("Mount (or link) O.D.I.N.'s whole folder, not odin.db alone.")));
  const Finished once = RunOn("once", alone);
  EXPECT_EQ(once.status, 1);
  EXPECT_THAT(once.errors, HasSubstr("reason=wal_hidden"));
  StopOdin();
  EXPECT_EQ(RunOn("once", alone).status, 0) << "it is whole then";
}

TEST_F(SourceHostile, CheckSaysHowOldTheNewestReadingIs) {
  StartOdin();
  StopOdin();
  Execute("UPDATE printers SET last_seen = datetime('now', '-80 hours')");
  EXPECT_THAT(RunOn("check", database_).output,
              HasSubstr(database_ + ": 3 printers, 0 online (newest reading 3 d old)\n"));
}

TEST_F(SourceHostile, AnEncryptedDatabaseIsReferredToTheEndpoint) {
  StartOdin();
  StopOdin();
  std::ifstream file(database_, std::ios::binary);
  const std::string intact{std::istreambuf_iterator<char>(file), {}};
  std::string encrypted = intact;
  for (std::size_t i = 0; i < encrypted.size(); ++i) {
    encrypted[i] = static_cast<char>(encrypted[i] ^ static_cast<char>(i * 151 + 77));
  }
  Overwrite(encrypted);
  EXPECT_THAT(RunOn("check", database_).output,
              AllOf(HasSubstr("or it is encrypted"), HasSubstr("set source.endpoint instead")));
  Overwrite(intact);
}

TEST_F(SourceHostile, AnIndexThatIsCutShortUnderAReadingEndsTheReadingOnly) {
  StartOdin();
  // Many pages in -wal, so that every page that is read is looked for in the index.
  StopOdin();
  StartOdin(
      "PRAGMA wal_autocheckpoint = 0; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM "
      "n LIMIT 300000) INSERT INTO jobs (id, item_name, status) SELECT -i, '', 'x' FROM n");
  KillOdin();
  std::ifstream file(File("-shm"), std::ios::binary);
  const std::string index{std::istreambuf_iterator<char>(file), {}};
  const std::string config = WriteConfig(
      dir_,
      {.database = database_, .collect = "{interval: 300ms, timeout: 300ms, keep_last_for: 1s}"});
  // O.D.I.N. has crashed, so the index is rebuilt in memory; with another process that has it open
  // the file itself is mapped.
  StartOther("hold");
  Daemon daemon(RunWith(config));
  const auto end = steady_clock::now() + seconds(3);
  while (steady_clock::now() < end) {
    fs::resize_file(File("-shm"), 0);
    std::this_thread::sleep_for(milliseconds(3));
    std::ofstream(File("-shm"), std::ios::binary | std::ios::in) << index;
    std::this_thread::sleep_for(milliseconds(20));
  }
  EXPECT_TRUE(Eventually([&] { return Value(daemon.Served(), "odin_agent_source_up") == 1; }))
      << daemon.process().Errors();
  daemon.process().Signal(SIGTERM);
  EXPECT_EQ(daemon.process().Wait(Promptly() + seconds(1)), 0) << daemon.process().Errors();
  other_->Signal(SIGKILL);
  ASSERT_TRUE(other_->Wait(seconds(60)));
  other_.reset();
  fs::remove(File("-shm"));
  StartOdin();
}

}  // namespace
}  // namespace agent::test
