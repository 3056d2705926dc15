#include "agent/collect/read_only_database.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <filesystem>
#include <thread>

#include "agent/collect/database.hpp"
#include "agent/collect/read_farm.hpp"
#include "support/folder_snapshot.hpp"
#include "support/forked.hpp"
#include "support/needs.hpp"
#include "support/odin_database.hpp"
#include "support/temp_dir.hpp"

// Each case brings O.D.I.N.'s database into one of the situations it can be in, reads it as each
// kind of user, and holds the folder against what it was: nothing may have been touched.

namespace agent::collect {
namespace {

namespace fs = std::filesystem;
using test::Forked;
using test::Journal;
using test::OdinDatabase;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr uid_t kOwner = 4711;
constexpr uid_t kStranger = 4712;

// The value of odin_printers_total, or the error.
std::string Read(const std::string& path,
                 std::chrono::milliseconds timeout = std::chrono::seconds(60)) {
  const CollectResult result = DatabaseCollector(path, timeout, base::SystemClock()).Collect({});
  if (result.error) return std::string(NameOf(result.error->reason)) + ": " + result.error->detail;
  for (const auto& family : result.families) {
    if (family.name == "odin_printers_total") {
      return std::to_string(static_cast<int>(family.metric.at(0).gauge.value)) + " printers";
    }
  }
  return "no printers";
}

class ReadOnlyDatabaseTest : public ::testing::Test {
 protected:
  ReadOnlyDatabaseTest() {
    fs::create_directory(folder_);
    fs::permissions(dir_.path(), fs::perms(0755));
    fs::permissions(folder_, fs::perms(0755));
  }

  // O.D.I.N., as a process that has written three printers.
  Forked StartOdin(Journal journal = Journal::kWal) {
    return Forked([this, journal](const Forked::Parent& parent) {
      OdinDatabase odin(path_, journal);
      for (int id = 1; id <= 3; ++id) odin.AddPrinter(id);
      parent.TellReady();
      parent.WaitForEnd();
    });
  }

  // Everything as O.D.I.N.'s own user would have it.
  void GiveToOwner() {
    if (::geteuid() != 0) return;
    ASSERT_EQ(::chown(folder_.c_str(), kOwner, kOwner), 0);
    for (const auto& entry : fs::directory_iterator(folder_)) {
      ASSERT_EQ(::chown(entry.path().c_str(), kOwner, kOwner), 0);
    }
  }

  void ExpectReadWithoutTrace(const std::string& expected) {
    const auto before = test::SnapshotFolder(folder_);
    // In a process of its own each time, for SQLite shares what connections of one process know.
    const auto read = [this] { return Read(path_); };
    if (::geteuid() != 0) {
      EXPECT_THAT(test::RunForked(read), StartsWith(expected));
      EXPECT_EQ(test::SnapshotFolder(folder_), before);
      return;
    }
    for (const uid_t user : {uid_t{0}, kOwner, kStranger}) {
      EXPECT_THAT(test::RunAs(user, read), StartsWith(expected)) << "as user " << user;
      EXPECT_EQ(test::SnapshotFolder(folder_), before) << "as user " << user;
    }
  }

  // O.D.I.N. can still open and write its database.
  void ExpectOdinGoesOn() {
    EXPECT_EQ(test::RunForked([this]() -> std::string {
                SQLite::Database odin(path_, SQLite::OPEN_READWRITE, 5000);
                odin.exec("UPDATE printers SET nozzle_temp = 1");
                return odin.execAndGet("PRAGMA integrity_check").getString();
              }),
              "ok");
  }

  test::TempDir dir_;
  fs::path folder_ = dir_.path() / "odin-data";
  std::string path_ = folder_ / "odin.db";
};

TEST_F(ReadOnlyDatabaseTest, LeavesALiveDatabaseAlone) {
  const Forked odin = StartOdin();
  GiveToOwner();
  ASSERT_TRUE(fs::exists(path_ + "-wal"));
  ExpectReadWithoutTrace("3 printers");
  ExpectOdinGoesOn();
}

TEST_F(ReadOnlyDatabaseTest, KeepsOwnersThatDiffer) {
  test::NeedRoot();
  const Forked odin = StartOdin();
  ASSERT_EQ(::chown(path_.c_str(), kOwner, kOwner), 0);
  ExpectReadWithoutTrace("3 printers");
}

TEST_F(ReadOnlyDatabaseTest, LeavesADatabaseAloneWhoseODINCrashed) {
  StartOdin().Kill();
  GiveToOwner();
  ASSERT_TRUE(fs::exists(path_ + "-shm"));
  ExpectReadWithoutTrace("3 printers");
  ExpectOdinGoesOn();
}

TEST_F(ReadOnlyDatabaseTest, LeavesADatabaseAloneWhoseODINIsStopped) {
  ASSERT_TRUE(StartOdin().Join());
  GiveToOwner();
  ASSERT_FALSE(fs::exists(path_ + "-wal"));
  ExpectReadWithoutTrace("3 printers");
  ExpectOdinGoesOn();
}

TEST_F(ReadOnlyDatabaseTest, LeavesARollbackJournalDatabaseAlone) {
  const Forked odin = StartOdin(Journal::kDelete);
  GiveToOwner();
  ExpectReadWithoutTrace("3 printers");
  ExpectOdinGoesOn();
}

TEST_F(ReadOnlyDatabaseTest, AsksForODINWhenTheWalLacksItsIndex) {
  StartOdin().Kill();
  fs::remove(path_ + "-shm");
  GiveToOwner();
  ExpectReadWithoutTrace("needs_recovery: " + path_ + "-wal cannot be read");
  ExpectOdinGoesOn();
}

TEST_F(ReadOnlyDatabaseTest, AsksForODINWhenAWriteWasCutOff) {
  ASSERT_TRUE(StartOdin(Journal::kDelete).Join());
  Forked([this](const Forked::Parent& parent) {
    SQLite::Database odin(path_, SQLite::OPEN_READWRITE);
    // A cache of one page spills into the database file before the transaction ends.
    odin.exec("PRAGMA cache_size = 1; BEGIN; CREATE TABLE big (a)");
    odin.exec(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000) "
        "INSERT INTO big SELECT randomblob(1000) FROM n");
    parent.TellReady();
    parent.WaitForEnd();
  }).Kill();
  GiveToOwner();
  ASSERT_TRUE(fs::exists(path_ + "-journal"));
  ExpectReadWithoutTrace("needs_recovery: " + path_ + " was left in the middle of a write");
  ExpectOdinGoesOn();
}

TEST_F(ReadOnlyDatabaseTest, LeavesAnEmptyDatabaseAndItsWalAlone) {
  StartOdin().Kill();
  fs::resize_file(path_, 0);
  GiveToOwner();
  ExpectReadWithoutTrace("schema: ");
}

TEST_F(ReadOnlyDatabaseTest, SaysWhichFileAStrangerMayNotRead) {
  test::NeedRoot();
  const Forked odin = StartOdin();
  GiveToOwner();
  for (const char* suffix : {"", "-wal", "-shm"}) {
    fs::permissions(path_ + suffix, fs::perms(0640));
    const auto before = test::SnapshotFolder(folder_);
    EXPECT_THAT(test::RunAs(kStranger, [this] { return Read(path_); }),
                StartsWith("permission: " + path_ + suffix + ": user 4712 may not read this file"));
    EXPECT_EQ(test::SnapshotFolder(folder_), before);
    fs::permissions(path_ + suffix, fs::perms(0644));
  }
  fs::permissions(folder_, fs::perms(0750));
  EXPECT_THAT(
      test::RunAs(kStranger, [this] { return Read(path_); }),
      StartsWith("permission: " + folder_.string() + ": user 4712 may not enter this folder"));
}

TEST_F(ReadOnlyDatabaseTest, ReadsWhatAnotherProcessKeepsWriting) {
  const Forked odin([this](const Forked::Parent& parent) {
    OdinDatabase database(path_);
    database.Execute("PRAGMA synchronous = OFF");
    for (int id = 1; id <= 3; ++id) database.AddPrinter(id);
    parent.TellReady();
    for (int round = 0; !parent.WantsEnd(); ++round) {
      // Whoever sees a part of a transaction counts two or four printers.
      database.Execute("BEGIN; DELETE FROM printers WHERE id = 3");
      database.AddPrinter(3, {{"nozzle_temp", std::to_string(round)}});
      database.Execute("COMMIT");
    }
  });
  for (int i = 0; i < 500; ++i) ASSERT_EQ(Read(path_), "3 printers");
}

ReadLimits AMinute() {
  const auto now = std::chrono::steady_clock::now();
  return {now, now + std::chrono::minutes(1), {}};
}

std::size_t CountPrinters(ReadOnlyDatabase& database) {
  return ReadFarm(database.connection()).farm.printers.value().size();
}

TEST_F(ReadOnlyDatabaseTest, ReadsOnWhenODINStartsUnderAReadingAndNoticesACheckpoint) {
  ASSERT_TRUE(StartOdin().Join());
  ReadOnlyDatabase database(path_, AMinute());
  EXPECT_FALSE(database.ChangedMeanwhile());
  Forked odin([this](const Forked::Parent& parent) {
    SQLite::Database writer(path_, SQLite::OPEN_READWRITE);
    writer.exec("DELETE FROM printers WHERE id = 1");
    parent.TellReady();
    parent.WaitForEnd();
    writer.exec("PRAGMA wal_checkpoint(PASSIVE)");
  });
  EXPECT_EQ(CountPrinters(database), 3U);
  EXPECT_FALSE(database.ChangedMeanwhile());
  ASSERT_TRUE(odin.Join());
  EXPECT_TRUE(database.ChangedMeanwhile());
}

TEST_F(ReadOnlyDatabaseTest, KeepsTheWalThatItHasFoundUntilItsReadingIsOver) {
  Forked odin = StartOdin();
  {
    ReadOnlyDatabase database(path_, AMinute());
    ASSERT_TRUE(odin.Join());
    EXPECT_TRUE(fs::exists(path_ + "-wal"));
    EXPECT_EQ(CountPrinters(database), 3U);
    EXPECT_FALSE(database.ChangedMeanwhile());
  }
  ExpectOdinGoesOn();
  EXPECT_FALSE(fs::exists(path_ + "-wal"));
}

TEST_F(ReadOnlyDatabaseTest, NeedsNoIndexWhereTheWalIsEmpty) {
  ASSERT_TRUE(StartOdin().Join());
  dir_.Write("odin-data/odin.db-wal", "");
  GiveToOwner();
  ExpectReadWithoutTrace("3 printers");
  fs::remove(path_ + "-wal");
  ExpectOdinGoesOn();
}

TEST_F(ReadOnlyDatabaseTest, AsksToRestartAnODINWhoseIndexWasDeleted) {
  const Forked odin = StartOdin();
  fs::remove(path_ + "-shm");
  EXPECT_THAT(test::RunForked([this] { return Read(path_, std::chrono::seconds(1)); }),
              AllOf(StartsWith("needs_recovery: " + path_ + "-wal cannot be read: " + path_ +
                               "-shm is missing"),
                    HasSubstr("restart it where it runs")));
}

// SQLite calls it an SQL logic error.
TEST_F(ReadOnlyDatabaseTest, AsksToRestartAnODINWhoseIndexWasCutShort) {
  Forked odin([this](const Forked::Parent& parent) {
    OdinDatabase database(path_);
    // More pages than the first part of the index has room for.
    database.Execute(
        "PRAGMA wal_autocheckpoint = 0; CREATE TABLE large (content); "
        "INSERT INTO large VALUES (zeroblob(20000000))");
    database.AddPrinter(1);
    parent.TellReady();
    parent.WaitForEnd();
  });
  constexpr std::uintmax_t kFirstPartBytes = 32768;
  ASSERT_GT(fs::file_size(path_ + "-shm"), kFirstPartBytes);
  fs::resize_file(path_ + "-shm", kFirstPartBytes);
  EXPECT_THAT(test::RunForked([this] { return Read(path_, std::chrono::seconds(1)); }),
              AllOf(StartsWith("needs_recovery: " + path_ + ": the index of its -wal"),
                    HasSubstr("restart it")));
  odin.Kill();  // SQLite does not survive it either
}

// As in a container into which only the file is mounted.
TEST_F(ReadOnlyDatabaseTest, SaysWhenTheWalIsElsewhere) {
  const std::string alone = dir_.path() / "odin.db";
  {
    const Forked odin = StartOdin();
    fs::create_hard_link(path_, alone);
    EXPECT_THAT(test::RunForked([&] { return Read(alone); }),
                AllOf(StartsWith("wal_hidden: " + alone), HasSubstr("Mount (or link) O.D.I.N.'s "
                                                                    "whole folder")));
  }
  EXPECT_EQ(test::RunForked([&] { return Read(alone); }), "3 printers");
}

// Two readers of a stopped O.D.I.N.'s database each see the other's lock.
TEST_F(ReadOnlyDatabaseTest, DoesNotTakeAnotherReaderForAnODINWhoseWalIsElsewhere) {
  ASSERT_TRUE(StartOdin().Join());
  const Forked other([this](const Forked::Parent& parent) {
    parent.TellReady();
    while (!parent.WantsEnd()) EXPECT_EQ(Read(path_), "3 printers");
  });
  for (int i = 0; i < 200; ++i) ASSERT_EQ(Read(path_), "3 printers");
}

// Waits until a file has been opened so many times.
void AwaitOpens(int inotify, const std::string& name, int count) {
  alignas(inotify_event) std::array<char, 4096> buffer{};
  while (count > 0) {
    const ssize_t got = ::read(inotify, buffer.data(), buffer.size());
    for (ssize_t at = 0; at < got;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
      if ((event->mask & IN_OPEN) != 0 && event->len > 0 && event->name == name) --count;
      at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
    }
  }
}

// O.D.I.N. makes its -wal first and its -shm a moment later.
TEST_F(ReadOnlyDatabaseTest, WaitsForODINToFinishItsStart) {
  StartOdin().Kill();
  const std::string index = dir_.path() / "index";
  fs::rename(path_ + "-shm", index);
  const int inotify = ::inotify_init1(IN_CLOEXEC);
  ASSERT_GE(::inotify_add_watch(inotify, folder_.c_str(), IN_OPEN | IN_CLOSE), 0);
  std::atomic<bool> started{false};
  std::jthread odin([&] {
    AwaitOpens(inotify, "odin.db", 4);
    fs::rename(index, path_ + "-shm");
    started = true;
  });
  EXPECT_EQ(Read(path_), "3 printers");
  while (!started) (void)Read(path_);  // so that the thread ends whatever the first one did
  odin.join();
  ::close(inotify);
}

}  // namespace
}  // namespace agent::collect
