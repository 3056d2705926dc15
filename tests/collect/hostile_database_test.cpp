// Databases and files beside them that are made, or came about, to do harm.
#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "agent/collect/database.hpp"
#include "agent/collect/harden_connection.hpp"
#include "agent/collect/index_guard.hpp"
#include "agent/collect/read_farm.hpp"
#include "agent/collect/read_only_database.hpp"
#include "agent/collect/sqlite_memory.hpp"
#include "agent/exposition/writer.hpp"
#include "support/forked.hpp"
#include "support/odin_database.hpp"
#include "support/promptly.hpp"
#include "support/samples.hpp"
#include "support/temp_dir.hpp"

namespace agent::collect {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;
using std::chrono::steady_clock;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class HostileDatabase : public ::testing::Test {
 protected:
  CollectResult Collect(std::chrono::milliseconds timeout = seconds(60)) const {
    return DatabaseCollector(odin_.path(), timeout, base::SystemClock()).Collect({});
  }
  CollectError Error() const { return Collect().error.value_or(CollectError{}); }
  test::Samples Samples() const {
    const CollectResult result = Collect();
    EXPECT_FALSE(result.error) << result.error->detail;
    std::string text;
    exposition::WriteText(result.families, {}, text);
    return test::ParseSamples(text);
  }

  test::TempDir dir_;
  test::OdinDatabase odin_{dir_.path() / "odin.db", test::Journal::kDelete};
};

// ---- what computes instead of holding data

TEST_F(HostileDatabase, ViewsAreNotRead) {
  odin_.Execute(
      "DROP TABLE jobs; CREATE VIEW jobs AS WITH RECURSIVE n(i) AS "
      "(SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT 'pending' AS status FROM n");
  const CollectResult result = Collect();
  ASSERT_FALSE(result.error) << result.error->detail;
  EXPECT_THAT(
      result.warnings,
      ElementsAre("jobs is a view or a virtual table, which is not read: odin_jobs_by_status "
                  "and odin_queue_depth are left out"));
}

TEST_F(HostileDatabase, VirtualTablesAreNotRead) {
  odin_.Execute("DROP TABLE orders; CREATE VIRTUAL TABLE orders USING fts5(status)");
  EXPECT_THAT(Collect().warnings,
              ElementsAre("orders is a view or a virtual table, which is not read: "
                          "odin_orders_by_status is left out"));
}

TEST_F(HostileDatabase, GeneratedColumnsAreNotRead) {
  odin_.Execute(
      "DROP TABLE jobs; CREATE TABLE jobs (id INTEGER PRIMARY KEY, status TEXT GENERATED ALWAYS "
      "AS (instr(printf('%.*c', 60000, 'a'), printf('%.*c', 30000, 'a') || 'b')) VIRTUAL); "
      "INSERT INTO jobs (id) VALUES (1), (2), (3)");
  const auto begin = steady_clock::now();
  EXPECT_THAT(Collect().warnings,
              ElementsAre("column status of table jobs is a generated one, which is not read: "
                          "odin_jobs_by_status and odin_queue_depth are left out"));
  EXPECT_LT(steady_clock::now() - begin, test::Promptly(seconds(5)));
}

TEST_F(HostileDatabase, GeneratedColumnsOfPrintersCountAsNull) {
  odin_.Execute(
      "ALTER TABLE printers DROP COLUMN nozzle_temp; "
      "ALTER TABLE printers ADD COLUMN nozzle_temp FLOAT AS (id + 0.5); "
      "ALTER TABLE printers ADD COLUMN print_progress FLOAT AS (id)");
  EXPECT_THAT(
      Collect().warnings,
      ElementsAre("column nozzle_temp of table printers is a generated one, which is not read: it "
                  "counts as NULL",
                  "column print_progress of table printers is a generated one, which is not read"));
}

TEST_F(HostileDatabase, OrdinaryColumnsBesideAnAsOfAnotherKindAreRead) {
  odin_.Execute(
      "DROP TABLE jobs; CREATE TABLE jobs (id INTEGER PRIMARY KEY, status TEXT "
      "CHECK (CAST(status AS TEXT) != 'x'), alas TEXT); INSERT INTO jobs VALUES (1, 'pending', "
      "'')");
  EXPECT_EQ(Samples().at({"odin_queue_depth", {}}), 1);
}

TEST_F(HostileDatabase, StatementsMayRunOurFunctionsOnly) {
  const auto now = steady_clock::now();
  ReadOnlyDatabase database(odin_.path(), {now, now + seconds(60), {}});
  const auto run = [&](const std::string& sql) { database.connection().execAndGet(sql); };
  EXPECT_NO_THROW(run("SELECT count(*) FROM jobs"));
  EXPECT_THROW(run("SELECT instr('a', 'b')"), SQLite::Exception);
  EXPECT_THROW(run("SELECT zeroblob(1000)"), SQLite::Exception);
  EXPECT_THROW(run("ATTACH '/tmp/other.db' AS other"), SQLite::Exception);
}

// ---- what is too large

TEST_F(HostileDatabase, LongNamesAreCutAtACharacter) {
  std::string name;
  for (int i = 0; i < 1000; ++i) name += "ü";
  odin_.AddPrinter(1, {{"name", "'x" + name + "'"}});
  odin_.AddPrinter(2, {{"name", "'" + std::string(1'000'000, 'y') + "'"}});
  const test::Samples samples = Samples();
  const auto hours = [&](const std::string& printer, const std::string& id) {
    return samples.contains(
        {"odin_printer_print_hours_total", {{"printer", printer}, {"printer_id", id}}});
  };
  EXPECT_TRUE(hours("x" + name.substr(0, kLongestNameBytes - 2), "1"));
  EXPECT_TRUE(hours(std::string(kLongestNameBytes, 'y'), "2"));
}

TEST_F(HostileDatabase, ANameThatNobodyCanMeanIsAnError) {
  odin_.AddPrinter(1, {{"name", "randomblob(4500000)"}});
  const CollectError error = Error();
  EXPECT_EQ(NameOf(error.reason), "too_large");
  EXPECT_THAT(error.detail, HasSubstr(odin_.path() + " holds a text longer than 4 MiB"));
}

// The deadline holds while SQLite follows the pages of large values, to what lies behind them; it
// does not ask whether it is to go on before it has run a thousand operations.
TEST_F(HostileDatabase, LargeValuesAreGivenUpAtTheDeadline) {
  odin_.Execute(
      "PRAGMA synchronous = OFF; DROP TABLE printers; CREATE TABLE printers (id INTEGER PRIMARY "
      "KEY, picture BLOB, nozzle_temp FLOAT, is_active BOOLEAN)");
  for (int i = 0; i < 160; ++i) {
    odin_.Execute(
        "INSERT INTO printers (picture, nozzle_temp, is_active) VALUES (zeroblob(3000000), 1.5, "
        "1)");
  }
  const auto begin = steady_clock::now();
  const CollectResult result = Collect(std::chrono::milliseconds(5));
  ASSERT_TRUE(result.error);
  EXPECT_EQ(NameOf(result.error->reason), "timeout");
  EXPECT_LT(steady_clock::now() - begin, test::Promptly(seconds(1)));
}

TEST_F(HostileDatabase, TooManyPrintersAreAnError) {
  odin_.Execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT " +
                std::to_string(kMostPrinters + 1) +
                ") INSERT INTO printers (id, name, is_active) SELECT i, i, 1 FROM n");
  EXPECT_EQ(NameOf(Error().reason), "too_large");
  EXPECT_THAT(Error().detail, HasSubstr("table printers has more than 10000 active printers"));
  odin_.Execute("UPDATE printers SET is_active = 0 WHERE id = 1");
  EXPECT_EQ(Samples().at({"odin_printers_total", {}}), static_cast<double>(kMostPrinters));
}

TEST_F(HostileDatabase, ManyLongNamesAreAnError) {
  odin_.Execute(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000) "
      "INSERT INTO printers (id, name, is_active) SELECT i, printf('%d-%.*c', i, 400, 'x'), 1 "
      "FROM n");
  EXPECT_EQ(NameOf(Error().reason), "too_large");
  EXPECT_THAT(Error().detail,
              HasSubstr("the names in table printers take more than 1048576 bytes"));
}

TEST_F(HostileDatabase, TooManyStatusesAreAnError) {
  odin_.Execute(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1001) "
      "INSERT INTO orders (status) SELECT 'status ' || i FROM n");
  EXPECT_EQ(NameOf(Error().reason), "too_large");
  EXPECT_THAT(Error().detail, HasSubstr("table orders has more than 1000 different statuses"));
}

TEST_F(HostileDatabase, PrintJobsOfPrintersThatAreNotThereTakeNoMemory) {
  odin_.AddPrinter(5, {{"gcode_state", "'RUNNING'"}});
  odin_.Execute(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000) "
      "INSERT INTO print_jobs (printer_id, started_at, progress_percent) "
      "SELECT i, '2026-11-22 11:23:55', 42 FROM n");
  EXPECT_EQ(
      Samples().at({"odin_printer_progress", {{"printer", "printer 5"}, {"printer_id", "5"}}}), 42);
}

// ---- what is no file

// In the place of a file that SQLite wants to open: O.D.I.N. has crashed in WAL mode, so there is a
// `-wal` with changes, and SQLite looks for a `-journal` in any mode.
class NonFile : public ::testing::TestWithParam<std::string> {
 protected:
  NonFile() {
    test::Forked([this](const test::Forked::Parent& parent) {
      test::OdinDatabase odin(path_);
      parent.TellReady();
      parent.WaitForEnd();
    }).Kill();
    fs::remove(Place());
  }
  std::string Place() const { return path_ + GetParam(); }
  void ExpectRefused(const std::string& what) const {
    const auto begin = steady_clock::now();
    const CollectResult result =
        DatabaseCollector(path_, seconds(60), base::SystemClock()).Collect({});
    const CollectError error = result.error.value_or(CollectError{});
    EXPECT_LT(steady_clock::now() - begin, test::Promptly(seconds(10)));
    EXPECT_EQ(NameOf(error.reason), "not_a_database") << error.detail;
    EXPECT_THAT(error.detail, HasSubstr(Place() + " is " + what)) << error.detail;
  }

  test::TempDir dir_;
  std::string path_ = dir_.path() / "odin.db";
};

TEST_P(NonFile, ThatIsAFifoIsNeverOpened) {
  ASSERT_EQ(::mkfifo(Place().c_str(), 0600), 0);
  ExpectRefused("a FIFO");
  // Behind a link as well.
  const std::string fifo = dir_.path() / "fifo";
  fs::rename(Place(), fifo);
  fs::create_symlink(fifo, Place());
  ExpectRefused("a FIFO");
}

TEST_P(NonFile, ThatIsAFolderASocketOrADeviceIsNeverOpened) {
  fs::create_directory(Place());
  ExpectRefused("a folder");
  fs::remove(Place());
  fs::create_symlink("/dev/zero", Place());
  ExpectRefused("a device");
}

TEST_P(NonFile, ThatIsALinkIsNamedForSqliteFollowsNone) {
  fs::create_symlink(dir_.Write("elsewhere", std::string(100, '.')), Place());
  ExpectRefused("a symbolic link");
}

std::string NameOf(const ::testing::TestParamInfo<std::string>& suffix) {
  return suffix.param.substr(1);
}
INSTANTIATE_TEST_SUITE_P(Beside, NonFile, ::testing::Values("-wal", "-shm", "-journal"), NameOf);

// ---- what changes under a reading

TEST(CutIndexDeathTest, DoesNotSwallowASignalThatWasSent) {
  const auto send = [] {
    ::signal(SIGBUS, SIG_DFL);  // sanitizers have a handler of their own
    const IndexGuard guard;
    ::kill(::getpid(), SIGBUS);
    std::_Exit(0);
  };
  EXPECT_EXIT(send(), testing::KilledBySignal(SIGBUS), "");
}

TEST(CutIndex, EndsTheReadingAndNotTheProgram) {
  const test::TempDir dir;
  const std::string path = dir.path() / "odin.db";
  const test::Forked odin([&](const test::Forked::Parent& parent) {
    test::OdinDatabase database(path);
    database.AddPrinter(1);
    database.AddPrinter(2);
    parent.TellReady();
    parent.WaitForEnd();
  });
  EXPECT_EQ(test::RunForked([&]() -> std::string {
              const auto now = steady_clock::now();
              ReadOnlyDatabase database(path, {now, now + seconds(60), {}});
              const SQLite::Transaction transaction(database.connection());
              database.connection().execAndGet("SELECT count(*) FROM printers");
              fs::resize_file(path + "-shm", 0);
              try {
                database.connection().execAndGet("SELECT count(*) FROM orders");
              } catch (const SQLite::Exception&) {
              }
              return database.ChangedMeanwhile() ? "overtaken" : "not noticed";
            }),
            "overtaken");
}

}  // namespace
}  // namespace agent::collect
