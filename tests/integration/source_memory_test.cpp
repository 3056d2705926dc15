// The largest databases of each kind, read by the program under the service's own limit of memory
// (LimitDATA=64M and MemoryMax=64M in deploy/odin-agent.service). Whatever lies in a database, the
// agent goes on: it reads it, or says why not. What it took at most (VmHWM, x86-64, in MB), which
// each case prints:
//
// | database                                             | what comes of it                | MB   |
// |------------------------------------------------------|---------------------------------|------|
// | a farm of three printers                             | read                            | 17.1 |
// | 2,000 printers with names of 400 bytes, two gateways | read                            | 35.5 |
// | 10,000 printers, two gateways                        | read                            | 41.4 |
// | 10,004 printers                                      | too_large                       | 19.1 |
// | 10,000 printers with names of 400 bytes              | too_large                       | 18.6 |
// | a name of 4 MB                                       | read, the name cut to 400 bytes | 21.2 |
// | a name of 300 MB                                     | too_large                       | 17.1 |
// | a picture of 300 MB in front of what is read         | read                            | 17.5 |
// | 100,000 different statuses                           | too_large                       | 17.1 |
// | 900 statuses of 20 kB                                | read, cut to 100 bytes          | 18.1 |
// | 300,000 print jobs under way                         | read                            | 17.4 |
// | a schema of 20,000 tables, 20 MB                     | too_large                       | 33.1 |
#include <gmock/gmock.h>
#include <signal.h>

#include <fstream>
#include <iostream>
#include <sstream>

#include "integration/source_fixture.hpp"
#include "support/eventually.hpp"
#include "support/promptly.hpp"

namespace agent::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;
using testing::HasSubstr;

constexpr const char* kLimit = "--data=67108864";
constexpr double kLimitMegabytes = 64;

struct Case {
  std::string name;
  std::string sql;
  std::string reason;  // of the failure; empty where it is read
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

std::string Rows(const std::string& count, const std::string& insert) {
  return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT " + count + ") " +
         insert + " FROM n";
}

std::vector<Case> Cases() {
  const std::string printers =
      "INSERT INTO printers (id, name, is_active, gcode_state, nozzle_temp, bed_temp) "
      "SELECT 100 + i, printf('%d-%.*c', i, 400, 'x'), 1, 'RUNNING', 210.5, 60.5";
  const std::string short_names =
      "INSERT INTO printers (id, name, is_active, gcode_state, nozzle_temp, bed_temp) "
      "SELECT 100 + i, 'Printer ' || i, 1, 'RUNNING', 210.5, 60.5";
  return {
      {"ThreePrinters", "SELECT 1", ""},
      {"MostPrintersWithLongestNames",
       Rows("1996", printers) +
           "; INSERT INTO print_jobs (printer_id, started_at, progress_percent) "
           "SELECT id, '2026-11-22 10:00:00', 55.5 FROM printers",
       ""},
      {"TenThousandPrinters", Rows("9996", short_names), ""},
      {"MorePrintersThanThereMayBe", Rows("10000", short_names), "too_large"},
      {"TenThousandPrintersWithLongestNames", Rows("9996", printers), "too_large"},
      {"ANameOf4MB", "UPDATE printers SET name = printf('%.*c', 4000000, 'x') WHERE id = 1", ""},
      {"ANameOf300MB", "UPDATE printers SET name = zeroblob(300000000) WHERE id = 1", "too_large"},
      {"APictureOf300MBBeforeTheColumnsRead",
       "ALTER TABLE printers RENAME TO former; CREATE TABLE printers (id INTEGER PRIMARY KEY, "
       "picture, name, nozzle_temp FLOAT, is_active); INSERT INTO printers SELECT id, "
       "zeroblob(300000000), name, 210.5, 1 FROM former WHERE id = 1; DROP TABLE former",
       ""},
      {"AHundredThousandStatuses",
       Rows("100000", "INSERT INTO jobs (id, item_name, status) SELECT -i, '', 'status ' || i"),
       "too_large"},
      {"LongStatuses",
       Rows("900", "INSERT INTO orders (id, status) SELECT -i, printf('%d-%.*c', i, 20000, 'x')"),
       ""},
      {"ManyPrintJobsUnderWay",
       Rows("300000",
            "INSERT INTO print_jobs (printer_id, started_at) SELECT i, '2026-11-22 10:00:00'"),
       ""},
      {"ASchemaOf20MB",
       "PRAGMA writable_schema = ON; " +
           Rows("20000",
                "INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) SELECT 'table', "
                "'t' || i, 't' || i, 2, printf('CREATE TABLE t%d (%.*c)', i, 1000, 'c')"),
       "too_large"},
  };
}

double PeakMegabytes(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
  }
  return 0;
}

class SourceMemory : public SourceFixture, public testing::WithParamInterface<Case> {};

TEST_P(SourceMemory, IsBounded) {
  if (ODIN_AGENT_TEST_SANITIZED) GTEST_SKIP() << "takes more memory than it may with a sanitizer";
  StartOdin();
  StopOdin();
  Execute("PRAGMA synchronous = OFF; " + GetParam().sql);
  const std::string config = WriteConfig(
      dir_,
      {.database = database_,
       .pushgateways = {"http://127.0.0.1:1/a", "http://127.0.0.1:1/b"},
       .collect = "{interval: 2s, timeout: 2s, keep_last_for: 60s}",
       .more = "external_labels: {region: europe-central, customer: a-name-of-some-length}\n"});
  Daemon daemon(RunWith(config), {}, {"prlimit", kLimit});
  const bool is_read = GetParam().reason.empty();
  EXPECT_TRUE(Eventually([&] {
    const Samples samples = daemon.Served();
    return Value(samples, "odin_agent_collects_total") >= 2 &&
           Value(samples, "odin_agent_source_up") == (is_read ? 1 : 0);
  })) << daemon.process().Errors();
  if (!is_read) {
    EXPECT_TRUE(daemon.process().WaitForText(" reason=" + GetParam().reason + " ", seconds(30)));
  }
  const double peak = PeakMegabytes(daemon.process().pid());
  std::cout << GetParam().name << ": " << peak << " MB\n";
  EXPECT_LT(peak, kLimitMegabytes);
  daemon.process().Signal(SIGTERM);
  EXPECT_EQ(daemon.process().Wait(Promptly() + seconds(1)), 0) << daemon.process().Errors();
  // Makes room for what the fixture does at the end.
  fs::remove(database_);
  StartOdin();
}

std::string NameOf(const testing::TestParamInfo<Case>& info) { return info.param.name; }
INSTANTIATE_TEST_SUITE_P(Of, SourceMemory, testing::ValuesIn(Cases()), NameOf);

}  // namespace
}  // namespace agent::test
