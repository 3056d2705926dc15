#include "agent/collect/database.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <thread>

#include "agent/exposition/writer.hpp"
#include "support/forked.hpp"
#include "support/odin_database.hpp"
#include "support/paths.hpp"
#include "support/sample_farm.hpp"
#include "support/samples.hpp"
#include "support/temp_dir.hpp"

namespace agent::collect {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr milliseconds kPlenty(60'000);

CollectResult Collect(const std::string& path, milliseconds timeout = kPlenty,
                      std::stop_token stop = {}) {
  return DatabaseCollector(path, timeout, base::SystemClock()).Collect(std::move(stop));
}

CollectError ErrorOf(const std::string& path) {
  const CollectResult result = Collect(path);
  EXPECT_THAT(result.families, IsEmpty());
  return result.error.value_or(CollectError{});
}

test::Samples SamplesOf(const CollectResult& result) {
  std::string text;
  exposition::WriteText(result.families, {}, text);
  return test::ParseSamples(text);
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(DatabaseCollector, ReadsTheSampleFarm) {
  test::SampleFarm farm;
  const CollectResult result = Collect(farm.path());
  ASSERT_FALSE(result.error) << result.error->detail;
  EXPECT_THAT(result.warnings, IsEmpty());
  const test::Samples samples = SamplesOf(result);
  EXPECT_EQ(samples.at({"odin_printers_total", {}}), 20);
  EXPECT_EQ(samples.at({"odin_printers_online", {}}), 15);
  EXPECT_EQ(samples.at({"odin_queue_depth", {}}), 52);
  EXPECT_EQ(samples.at({"odin_spools_total", {}}), 25);
  EXPECT_EQ(samples.at({"odin_spools_low", {}}), 18);
  EXPECT_EQ(samples.at({"odin_alerts_unread", {}}), 22);
  const std::map<std::string, double> jobs{{"cancelled", 13}, {"completed", 390},
                                           {"failed", 20},    {"pending", 40},
                                           {"printing", 25},  {"scheduled", 12}};
  for (const auto& [status, count] : jobs) {
    EXPECT_EQ(samples.at({"odin_jobs_by_status", {{"status", status}}}), count) << status;
  }
  const std::map<std::string, std::string> apollo{{"printer", "Apollo"}, {"printer_id", "1"}};
  EXPECT_EQ(samples.at({"odin_printer_nozzle_temp_celsius", apollo}), 225.3);
  EXPECT_EQ(samples.at({"odin_printer_print_hours_total", apollo}), 1369.6);
  EXPECT_EQ(samples.at({"odin_printer_progress", apollo}), 43.9);
}

TEST(DatabaseCollector, ReadsAFarmWhoseODINIsStopped) {
  test::SampleFarm farm;
  const test::Samples running = SamplesOf(Collect(farm.path()));
  farm.StopWriter();
  EXPECT_EQ(test::Difference(running, SamplesOf(Collect(farm.path()))), "");
}

TEST(DatabaseCollector, ReadsThroughAnyPath) {
  test::TempDir dir;
  const auto folder = dir.path() / "50% off? #1; ä&b=c \xff";
  std::filesystem::create_directory(folder);
  const test::OdinDatabase odin(folder / "odin.db?mode=memory#x");
  std::filesystem::create_symlink(odin.path(), dir.path() / "link.db");
  for (const std::string& path : {odin.path(), "/" + odin.path(), (dir.path() / "link.db").string(),
                                  std::filesystem::relative(odin.path()).string()}) {
    const CollectResult result = Collect(path);
    EXPECT_FALSE(result.error) << result.error->detail;
  }
}

TEST(DatabaseCollector, SaysThatItHasNoDescriptorLeft) {
  const test::SampleFarm farm;
  const std::string said = test::RunForked([&farm] {
    const rlimit few{16, 16};
    ::setrlimit(RLIMIT_NOFILE, &few);
    while (::open("/dev/null", O_RDONLY | O_CLOEXEC) >= 0) {
    }
    const CollectError error = ErrorOf(farm.path());
    return std::string(NameOf(error.reason)) + ": " + error.detail;
  });
  EXPECT_EQ(said, "io: " + farm.path() +
                      " cannot be opened: Too many open files: raise LimitNOFILE= (sudo systemctl "
                      "edit odin-agent).");
}

TEST(DatabaseCollector, PassesWarningsOn) {
  test::TempDir dir;
  test::OdinDatabase odin(dir.path() / "odin.db");
  odin.Execute("DROP TABLE spools");
  const CollectResult result = Collect(odin.path());
  EXPECT_FALSE(result.error);
  EXPECT_EQ(result.warnings,
            std::vector<std::string>{"table spools is missing: odin_spools_* are left out"});
}

// ---- what is not O.D.I.N.'s database

TEST(DatabaseCollector, RefusesADatabaseWithoutODINsTables) {
  test::TempDir dir;
  const std::string path = dir.path() / "other.db";
  SQLite::Database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("CREATE TABLE t (a)");
  const CollectError error = ErrorOf(path);
  EXPECT_EQ(NameOf(error.reason), "schema");
  EXPECT_EQ(error.detail,
            path +
                " is not an O.D.I.N. database: it has none of the tables printers, jobs, "
                "spools, orders and alerts. Check the path.");
}

TEST(DatabaseCollector, RefusesAnEmptyFileAndLeavesAWalBesideItAlone) {
  test::TempDir dir;
  const std::string path = dir.Write("odin.db", "");
  const std::string wal = dir.Write("odin.db-wal", "precious");
  EXPECT_EQ(NameOf(ErrorOf(path).reason), "schema");
  EXPECT_THAT(ErrorOf(path).detail, HasSubstr("it is empty (0 bytes)"));
  EXPECT_EQ(ReadFile(wal), "precious");
}

TEST(DatabaseCollector, RefusesWhatIsNotADatabase) {
  test::TempDir dir;
  const std::string text = dir.Write("notes.txt", std::string(5000, 'x'));
  EXPECT_EQ(NameOf(ErrorOf(text).reason), "not_a_database");
  EXPECT_THAT(ErrorOf(text).detail, HasSubstr("encrypted"));
  EXPECT_EQ(NameOf(ErrorOf(dir.Write("short", "SQLite")).reason), "not_a_database");
}

TEST(DatabaseCollector, RefusesAFifoAtOnce) {
  test::TempDir dir;
  const std::string path = dir.path() / "fifo";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(NameOf(ErrorOf(path).reason), "not_a_database");
}

TEST(DatabaseCollector, TellsAboutATruncatedDatabase) {
  test::TempDir dir;
  const std::string path = dir.Write(
      "odin.db", ReadFile(test::SourcePath("tests/fixtures/odin-sample.db")).substr(0, 100'000));
  EXPECT_EQ(NameOf(ErrorOf(path).reason), "corrupt");
}

// ---- limits

TEST(DatabaseCollector, WaitsForALockUntilTheDeadline) {
  test::TempDir dir;
  const std::string path = dir.path() / "odin.db";
  test::Forked holder([&](const test::Forked::Parent& parent) {
    test::OdinDatabase odin(path, test::Journal::kDelete);
    odin.Execute("BEGIN EXCLUSIVE");
    parent.TellReady();
    parent.WaitForEnd();
  });
  const auto begin = steady_clock::now();
  const CollectResult result = Collect(path, milliseconds(700));
  const auto took = steady_clock::now() - begin;
  ASSERT_TRUE(result.error);
  EXPECT_EQ(NameOf(result.error->reason), "locked");
  EXPECT_THAT(result.error->detail, HasSubstr(path + " stayed locked by another program"));
  EXPECT_GE(took, milliseconds(700));
  EXPECT_LT(took, milliseconds(10'000));
  std::jthread release([&] {
    std::this_thread::sleep_for(milliseconds(600));  // longer than it once waited
    EXPECT_TRUE(holder.Join());
  });
  EXPECT_FALSE(Collect(path).error);
}

TEST(DatabaseCollector, StopsWaitingForALockWhenAsked) {
  test::TempDir dir;
  const std::string path = dir.path() / "odin.db";
  test::Forked holder([&](const test::Forked::Parent& parent) {
    test::OdinDatabase odin(path, test::Journal::kDelete);
    odin.Execute("BEGIN EXCLUSIVE");
    parent.TellReady();
    parent.WaitForEnd();
  });
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(NameOf(Collect(path, kPlenty, stop.get_token()).error->reason), "cancelled");
}

// One that takes some hundred milliseconds to read.
class LargeTable : public ::testing::Test {
 protected:
  LargeTable() {
    odin_.Execute(
        "PRAGMA synchronous = OFF; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
        "LIMIT 3000000) INSERT INTO jobs (item_name, status) SELECT '', 'pending' FROM n");
  }
  test::TempDir dir_;
  test::OdinDatabase odin_{dir_.path() / "odin.db", test::Journal::kDelete};
};

TEST_F(LargeTable, IsGivenUpAtTheDeadline) {
  const auto begin = steady_clock::now();
  const CollectResult result = Collect(odin_.path(), milliseconds(20));
  ASSERT_TRUE(result.error);
  EXPECT_EQ(NameOf(result.error->reason), "timeout");
  EXPECT_EQ(result.error->detail,
            odin_.path() +
                " was not read within 20ms (collect.timeout): a slow disk, or a very large table?");
  EXPECT_LT(steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST_F(LargeTable, IsGivenUpWhenAsked) {
  std::stop_source stop;
  CollectResult result;
  std::jthread collecting([&] { result = Collect(odin_.path(), kPlenty, stop.get_token()); });
  stop.request_stop();
  collecting.join();
  ASSERT_TRUE(result.error);
  EXPECT_EQ(NameOf(result.error->reason), "cancelled");
}

TEST(DatabaseCollector, CountsAMillionJobs) {
  test::TempDir dir;
  test::OdinDatabase odin(dir.path() / "odin.db", test::Journal::kDelete);
  odin.Execute(
      "BEGIN; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000) "
      "INSERT INTO jobs (id, item_name, status) SELECT i, 'x', "
      "CASE i % 3 WHEN 0 THEN 'COMPLETED' WHEN 1 THEN 'completed' ELSE 'pending' END FROM n; "
      "COMMIT");
  const test::Samples samples = SamplesOf(Collect(odin.path()));
  EXPECT_EQ(samples.at({"odin_jobs_by_status", {{"status", "completed"}}}), 666'667);
  EXPECT_EQ(samples.at({"odin_queue_depth", {}}), 333'333);
}

}  // namespace
}  // namespace agent::collect
