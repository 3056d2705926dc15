#include "agent/collect/read_farm.hpp"

#include <SQLiteCpp/Database.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/odin_database.hpp"
#include "support/temp_dir.hpp"

namespace agent::collect {
namespace {

using farm::Printer;
using farm::PrinterState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;
using ::testing::UnorderedElementsAreArray;

constexpr std::size_t kNozzle = farm::IndexOf("odin_printer_nozzle_temp_celsius");
constexpr std::size_t kBed = farm::IndexOf("odin_printer_bed_temp_celsius");
constexpr std::size_t kProgress = farm::IndexOf("odin_printer_progress");
constexpr std::size_t kHours = farm::IndexOf("odin_printer_print_hours_total");
constexpr std::size_t kCount = farm::IndexOf("odin_printer_print_count_total");

class ReadFarmTest : public ::testing::Test {
 protected:
  FarmReading Read() { return ReadFarm(odin_.connection()); }
  std::vector<Printer> ReadPrinters() { return Read().farm.printers.value(); }
  Printer ReadOnlyPrinter() {
    const std::vector<Printer> printers = ReadPrinters();
    EXPECT_EQ(printers.size(), 1U);
    return printers.at(0);
  }
  void AddPrintJob(std::string_view started_at, std::string_view progress,
                   std::string_view status = "'running'", std::string_view printer_id = "1") {
    odin_.Insert("print_jobs", {{"printer_id", printer_id},
                                {"started_at", started_at},
                                {"progress_percent", progress},
                                {"status", status}});
  }

  test::TempDir dir_;
  test::OdinDatabase odin_{dir_.path() / "odin.db"};
};

TEST_F(ReadFarmTest, FindsAnEmptyFarmWithoutWarnings) {
  const FarmReading reading = Read();
  EXPECT_THAT(reading.warnings, IsEmpty());
  EXPECT_THAT(reading.farm.printers.value(), IsEmpty());
  EXPECT_THAT(reading.farm.jobs.value(), IsEmpty());
  EXPECT_EQ(reading.farm.spools.value().total, 0);
  EXPECT_EQ(reading.farm.spools.value().low, 0);
  EXPECT_THAT(reading.farm.orders.value(), IsEmpty());
  EXPECT_EQ(reading.farm.unread_alerts, 0);
}

TEST_F(ReadFarmTest, ReadsAPrinter) {
  odin_.AddPrinter(7, {{"name", "'Bambu X1C #1'"},
                       {"nickname", "'Apollo'"},
                       {"gcode_state", "'RUNNING'"},
                       {"last_seen", "'2026-11-22 11:23:55'"},
                       {"nozzle_temp", "225.3"},
                       {"bed_temp", "60"},
                       {"total_print_hours", "1369.6"},
                       {"total_print_count", "482"}});
  const Printer printer = ReadOnlyPrinter();
  EXPECT_EQ(printer.id, 7);
  EXPECT_EQ(printer.display_name, "Apollo");
  EXPECT_EQ(printer.state, PrinterState::kRunning);
  EXPECT_EQ(printer.last_seen, farm::ParseTimestamp("2026-11-22 11:23:55"));
  EXPECT_EQ(printer.values[kNozzle], 225.3);
  EXPECT_EQ(printer.values[kBed], 60);
  EXPECT_EQ(printer.values[kHours], 1369.6);
  EXPECT_EQ(printer.values[kCount], 482);
  EXPECT_EQ(printer.values[kProgress], std::nullopt);
}

TEST_F(ReadFarmTest, LeavesOutPrintersThatAreNotActive) {
  odin_.AddPrinter(1, {{"is_active", "0"}});
  odin_.AddPrinter(2, {{"is_active", "NULL"}});
  odin_.AddPrinter(3, {{"is_active", "'1'"}});
  odin_.AddPrinter(4, {{"is_active", "'yes'"}});
  EXPECT_EQ(ReadOnlyPrinter().id, 3);
}

TEST_F(ReadFarmTest, NamesAPrinterByNicknameThenNameThenId) {
  odin_.AddPrinter(1, {{"nickname", "''"}, {"name", "'Voron'"}});
  odin_.AddPrinter(2, {{"nickname", "NULL"}, {"name", "''"}});
  odin_.AddPrinter(3, {{"nickname", "5"}});
  odin_.AddPrinter(4, {{"nickname", "x'ff41'"}});
  const auto printers = ReadPrinters();
  EXPECT_EQ(printers.at(0).display_name, "Voron");
  EXPECT_EQ(printers.at(1).display_name, "printer_2");
  EXPECT_EQ(printers.at(2).display_name, "5");
  EXPECT_EQ(printers.at(3).display_name,
            "\xEF\xBF\xBD"
            "A");
}

TEST_F(ReadFarmTest, KeepsNamesThatNeedEscapingAsTheyAre) {
  odin_.AddPrinter(1, {{"nickname", "'6\" {bed}\\' || char(10) || '🖨'"}});
  odin_.AddPrinter(2, {{"nickname", "printf('%.300c', 'x')"}});
  const auto printers = ReadPrinters();
  EXPECT_EQ(printers.at(0).display_name, "6\" {bed}\\\n🖨");
  EXPECT_EQ(printers.at(1).display_name, std::string(300, 'x'));
}

TEST_F(ReadFarmTest, KeepsTwoPrintersOfOneNicknameApart) {
  odin_.AddPrinter(1, {{"nickname", "'Twin'"}});
  odin_.AddPrinter(2, {{"nickname", "'Twin'"}});
  EXPECT_EQ(ReadPrinters().size(), 2U);
}

TEST_F(ReadFarmTest, TakesOnlyFiniteNumbersForNumbers) {
  for (const char* value : {"NULL", "'225.3 C'", "x'00'", "9e999", "''"}) {
    odin_.Execute("DELETE FROM printers");
    odin_.AddPrinter(1, {{"nozzle_temp", value},
                         {"bed_temp", value},
                         {"total_print_hours", value},
                         {"total_print_count", value}});
    const Printer printer = ReadOnlyPrinter();
    EXPECT_EQ(printer.values[kNozzle], std::nullopt) << value;
    EXPECT_EQ(printer.values[kBed], std::nullopt) << value;
    EXPECT_EQ(printer.values[kHours], std::nullopt) << value;
    EXPECT_EQ(printer.values[kCount], std::nullopt) << value;
  }
}

TEST_F(ReadFarmTest, ReadsARowOfNulls) {
  odin_.Execute(
      "DROP TABLE printers; CREATE TABLE printers (id, name, nickname, is_active, last_seen,"
      "bed_temp, nozzle_temp, gcode_state, total_print_hours, total_print_count);"
      "INSERT INTO printers (is_active) VALUES (1)");
  const Printer printer = ReadOnlyPrinter();
  EXPECT_EQ(printer.display_name, "printer_0");
  EXPECT_EQ(printer.state, PrinterState::kIdle);
  EXPECT_EQ(printer.last_seen, std::nullopt);
}

TEST_F(ReadFarmTest, TakesGarbageForNeverSeen) {
  for (const char* value :
       {"NULL", "''", "'yesterday'", "1234567890", "x'ff'", "'2026-02-30 0:0'"}) {
    odin_.Execute("DELETE FROM printers");
    odin_.AddPrinter(1, {{"last_seen", value}});
    EXPECT_EQ(ReadOnlyPrinter().last_seen, std::nullopt) << value;
  }
}

TEST_F(ReadFarmTest, OrdersPrintersByIdAndKeepsTheFirstOfARepeatedId) {
  odin_.Execute(
      "DROP TABLE printers; CREATE TABLE printers (id INTEGER, name TEXT, is_active BOOLEAN);"
      "INSERT INTO printers VALUES (9, 'nine', 1), (2, 'two', 1), (9, 'again', 1)");
  const auto printers = ReadPrinters();
  ASSERT_EQ(printers.size(), 2U);
  EXPECT_EQ(printers[0].display_name, "two");
  EXPECT_EQ(printers[1].display_name, "nine");
}

TEST_F(ReadFarmTest, DoesWithoutAnyColumnOfPrinters) {
  odin_.Execute(
      "DROP TABLE printers; CREATE TABLE printers (something);"
      "INSERT INTO printers VALUES ('a'), ('b')");
  const FarmReading reading = Read();
  ASSERT_EQ(reading.farm.printers->size(), 2U);
  EXPECT_EQ(reading.farm.printers->at(1).display_name, "printer_2");
  std::vector<std::string> warnings{
      "table printers has no column id: its rowid is used",
      "table printers has no column name: it counts as NULL",
      "table printers has no column nickname: it counts as NULL",
      "table printers has no column gcode_state: it counts as NULL",
      "table printers has no column last_seen: it counts as NULL",
      "table printers has no column is_active: every printer counts as active"};
  for (const farm::PrinterMetric& metric : farm::kPrinterMetrics) {
    if (!metric.is_in_every_version) continue;
    warnings.push_back("table printers has no column " + std::string(metric.column) +
                       ": it counts as NULL");
  }
  EXPECT_THAT(reading.warnings, UnorderedElementsAreArray(warnings));
}

// ---- progress

TEST_F(ReadFarmTest, TakesTheProgressOfTheNewestRunningPrintJob) {
  odin_.AddPrinter(1, {{"gcode_state", "'PRINTING'"}});
  AddPrintJob("'2026-11-22 10:00:00'", "10");
  AddPrintJob("'2026-11-22T12:00:00Z'", "20");  // the newest, though not the last nor by text
  AddPrintJob("'2026-11-22 11:00:00'", "30", "'RUNNING'");
  AddPrintJob("'2026-11-22 13:00:00+02:00'", "40");
  AddPrintJob("'2026-11-22 14:00:00'", "50", "'completed'");
  AddPrintJob("'2026-11-22 14:00:00'", "60", "'running'", "2");
  AddPrintJob("'tomorrow'", "70");
  EXPECT_EQ(ReadOnlyPrinter().values[kProgress], 20);
}

TEST_F(ReadFarmTest, LetsTheIdDecideBetweenPrintJobsOfOneTime) {
  odin_.AddPrinter(1, {{"gcode_state", "'PAUSE'"}});
  AddPrintJob("'2026-11-22 10:00:00'", "10");
  AddPrintJob("'2026-11-22 10:00:00.000'", "20");
  EXPECT_EQ(ReadOnlyPrinter().values[kProgress], 20);
}

TEST_F(ReadFarmTest, ShowsNoProgressWhenTheNewestPrintJobHasNone) {
  for (const char* value : {"NULL", "'half'", "-1", "250", "9e999"}) {
    odin_.Execute("DELETE FROM printers; DELETE FROM print_jobs");
    odin_.AddPrinter(1, {{"gcode_state", "'RUNNING'"}});
    AddPrintJob("'2026-11-22 10:00:00'", "10");
    AddPrintJob("'2026-11-22 11:00:00'", value);
    EXPECT_EQ(ReadOnlyPrinter().values[kProgress], std::nullopt) << value;
  }
}

TEST_F(ReadFarmTest, ShowsProgressOnlyForAPrinterWithAPrintInHand) {
  AddPrintJob("'2026-11-22 10:00:00'", "10");
  odin_.AddPrinter(1);
  for (const char* state : {"IDLE", "FINISH", "FAILED", "OFFLINE", "UNKNOWN"}) {
    odin_.Execute("UPDATE printers SET gcode_state = '" + std::string(state) + "'");
    EXPECT_EQ(ReadOnlyPrinter().values[kProgress], std::nullopt) << state;
  }
  for (const char* state : {"running", "Prepare", "HEATING", "PAUSED"}) {
    odin_.Execute("UPDATE printers SET gcode_state = '" + std::string(state) + "'");
    EXPECT_EQ(ReadOnlyPrinter().values[kProgress], 10) << state;
  }
}

TEST_F(ReadFarmTest, PrefersThePrintersOwnProgress) {
  odin_.Execute("ALTER TABLE printers ADD COLUMN print_progress FLOAT");
  odin_.AddPrinter(1, {{"gcode_state", "'RUNNING'"}, {"print_progress", "55.5"}});
  odin_.AddPrinter(2, {{"gcode_state", "'IDLE'"}, {"print_progress", "0"}});
  odin_.AddPrinter(3, {{"gcode_state", "'RUNNING'"}, {"print_progress", "NULL"}});
  odin_.AddPrinter(4, {{"gcode_state", "'RUNNING'"}, {"print_progress", "'half'"}});
  for (const char* printer : {"1", "2", "3", "4"}) {
    AddPrintJob("'2026-11-22 10:00:00'", "10", "'running'", printer);
  }
  const auto printers = ReadPrinters();
  EXPECT_EQ(printers.at(0).values[kProgress], 55.5);
  EXPECT_EQ(printers.at(1).values[kProgress], 0);
  EXPECT_EQ(printers.at(2).values[kProgress], 10);
  EXPECT_EQ(printers.at(3).values[kProgress], 10);
}

TEST_F(ReadFarmTest, DoesWithoutPrintJobs) {
  odin_.AddPrinter(1, {{"gcode_state", "'RUNNING'"}});
  odin_.Execute("DROP TABLE print_jobs");
  const FarmReading reading = Read();
  EXPECT_EQ(reading.farm.printers->at(0).values[kProgress], std::nullopt);
  EXPECT_THAT(reading.warnings,
              ElementsAre("table print_jobs is missing: the progress of print jobs is left out"));
}

TEST_F(ReadFarmTest, DoesWithoutIdAndStartOfPrintJobs) {
  odin_.AddPrinter(1, {{"gcode_state", "'RUNNING'"}});
  odin_.Execute(
      "DROP TABLE print_jobs; CREATE TABLE print_jobs (printer_id, status, progress_percent);"
      "INSERT INTO print_jobs VALUES (1, 'running', 10), (1, 'running', 20)");
  EXPECT_EQ(ReadOnlyPrinter().values[kProgress], 20);
}

// ---- jobs, spools, orders, alerts

TEST_F(ReadFarmTest, AddsUpStatusesWhateverTheirSpelling) {
  for (const char* table : {"jobs", "orders"}) {
    odin_.Execute("DROP TABLE " + std::string(table));
    odin_.Execute("CREATE TABLE " + std::string(table) + " (status)");
    odin_.Execute("INSERT INTO " + std::string(table) +
                  " VALUES ('PENDING'), ('pending'), (' Pending '), ('completed'), (NULL), (''),"
                  "('Unknown'), (7), (x'ff'), ('VERSANDT ÄÖ')");
  }
  const auto counts =
      UnorderedElementsAre(Pair("pending", 3), Pair("completed", 1), Pair("unknown", 3),
                           Pair("7", 1), Pair("\xEF\xBF\xBD", 1), Pair("versandt ÄÖ", 1));
  const FarmReading reading = Read();
  EXPECT_THAT(reading.farm.jobs.value(), counts);
  EXPECT_THAT(reading.farm.orders.value(), counts);
}

TEST_F(ReadFarmTest, CountsSpoolsByTheirRemainingWeight) {
  for (const char* grams : {"1000", "100", "99.9", "0", "-5", "NULL", "'some'"}) {
    odin_.Insert("spools", {{"remaining_weight_g", grams}});
  }
  const FarmReading reading = Read();
  EXPECT_EQ(reading.farm.spools->total, 6);
  EXPECT_EQ(reading.farm.spools->low, 3);
}

TEST_F(ReadFarmTest, CountsAlertsThatAreNotRead) {
  for (const char* read : {"0", "0", "1", "NULL"}) {
    odin_.Insert("alerts",
                 {{"alert_type", "'x'"}, {"severity", "'x'"}, {"title", "'x'"}, {"is_read", read}});
  }
  EXPECT_EQ(Read().farm.unread_alerts, 2);
}

struct Missing {
  const char* table;
  const char* change;
  const char* warning;
};

class MissingPart : public ::testing::TestWithParam<Missing> {};

TEST_P(MissingPart, LeavesOutItsFamiliesAndNoOthers) {
  const Missing& missing = GetParam();
  test::TempDir dir;
  test::OdinDatabase odin(dir.path() / "odin.db");
  odin.Execute(missing.change);
  const FarmReading reading = ReadFarm(odin.connection());
  EXPECT_THAT(reading.warnings, ElementsAre(missing.warning));
  const std::string table = missing.table;
  EXPECT_EQ(reading.farm.printers.has_value(), table != "printers");
  EXPECT_EQ(reading.farm.jobs.has_value(), table != "jobs");
  EXPECT_EQ(reading.farm.spools.has_value(), table != "spools");
  EXPECT_EQ(reading.farm.orders.has_value(), table != "orders");
  EXPECT_EQ(reading.farm.unread_alerts.has_value(), table != "alerts");
}

INSTANTIATE_TEST_SUITE_P(
    ReadFarm, MissingPart,
    ::testing::Values(
        Missing{"printers", "DROP TABLE printers",
                "table printers is missing: odin_printers_* and odin_printer_* are left out"},
        Missing{"jobs", "DROP TABLE jobs",
                "table jobs is missing: odin_jobs_by_status and odin_queue_depth are left out"},
        Missing{"jobs", "ALTER TABLE jobs RENAME COLUMN status TO state",
                "table jobs has no column status: odin_jobs_by_status and odin_queue_depth are "
                "left out"},
        Missing{"spools", "DROP TABLE spools",
                "table spools is missing: odin_spools_* are left out"},
        Missing{"spools", "ALTER TABLE spools DROP COLUMN remaining_weight_g",
                "table spools has no column remaining_weight_g: odin_spools_* are left out"},
        Missing{"orders", "DROP TABLE orders",
                "table orders is missing: odin_orders_by_status is left out"},
        Missing{"alerts", "DROP TABLE alerts",
                "table alerts is missing: odin_alerts_unread is left out"},
        Missing{"alerts", "DROP INDEX ix_alerts_is_read; ALTER TABLE alerts DROP COLUMN is_read",
                "table alerts has no column is_read: odin_alerts_unread is left out"}),
    [](const auto& test) { return std::string(test.param.table) + std::to_string(test.index); });

}  // namespace
}  // namespace agent::collect
