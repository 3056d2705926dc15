#include "agent/metrics/farm_families.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "agent/exposition/writer.hpp"
#include "agent/metrics/farm_metric.hpp"
#include "metrics/as_defined.hpp"
#include "support/manual_clock.hpp"

namespace agent::metrics {
namespace {

using farm::Farm;
using farm::Printer;
using farm::PrinterState;
using namespace std::chrono_literals;

constexpr std::size_t kNozzle = farm::IndexOf("odin_printer_nozzle_temp_celsius");
constexpr std::size_t kBed = farm::IndexOf("odin_printer_bed_temp_celsius");
constexpr std::size_t kProgress = farm::IndexOf("odin_printer_progress");
constexpr std::size_t kHours = farm::IndexOf("odin_printer_print_hours_total");
constexpr std::size_t kCount = farm::IndexOf("odin_printer_print_count_total");

class FarmFamiliesTest : public testing::Test {
 protected:
  base::WallTime now_ = test::ManualClock().Now();

  Printer Seen(std::chrono::milliseconds ago, PrinterState state) const {
    Printer printer;
    printer.id = 1;
    printer.display_name = "Apollo";
    printer.state = state;
    printer.last_seen = std::chrono::floor<std::chrono::milliseconds>(now_) - ago;
    return printer;
  }

  std::string Text(const Farm& farm) const {
    std::string text;
    exposition::WriteText(FarmFamilies(farm, now_), {}, text);
    return text;
  }

  // The value of the one sample of a family without labels.
  double Value(const Farm& farm, const std::string& name) const {
    for (const prometheus::MetricFamily& family : FarmFamilies(farm, now_)) {
      if (family.name == name) return family.metric.at(0).gauge.value;
    }
    ADD_FAILURE() << name << " is missing";
    return -1;
  }
};

TEST_F(FarmFamiliesTest, CountsAPrinterOnlineForLessThan90Seconds) {
  const auto online = [&](std::chrono::milliseconds ago) {
    return Value({.printers = {{Seen(ago, PrinterState::kIdle)}}}, "odin_printers_online");
  };
  EXPECT_EQ(online(0s), 1);
  EXPECT_EQ(online(89'999ms), 1);
  EXPECT_EQ(online(90s), 0);
  EXPECT_EQ(online(24h), 0);
  EXPECT_EQ(online(-1h), 1) << "a last_seen in the future is online";
}

TEST_F(FarmFamiliesTest, TellsOnlineFromOfflineOverAllDatesThatCanBeWritten) {
  const auto online = [&](const char* last_seen) {
    Printer printer = Seen(0s, PrinterState::kIdle);
    printer.last_seen = farm::ParseTimestamp(last_seen).value();
    return Value({.printers = {{printer}}}, "odin_printers_online");
  };
  for (const char* past : {"0000-01-01 00:00:00", "0001-01-01 00:00:00", "1601-01-01 00:00:00",
                           "1677-09-21 00:12:43", "1970-01-01 00:00:00"}) {
    EXPECT_EQ(online(past), 0) << past;
  }
  for (const char* future :
       {"2262-04-11 23:47:17", "2300-01-01 00:00:00", "9999-12-31 23:59:59.999-23:59"}) {
    EXPECT_EQ(online(future), 1) << future;
  }
}

TEST_F(FarmFamiliesTest, TakesAPrinterWithoutLastSeenForOffline) {
  Printer printer = Seen(0s, PrinterState::kRunning);
  printer.last_seen.reset();
  const Farm farm{.printers = {{printer}}};
  EXPECT_EQ(Value(farm, "odin_printers_total"), 1);
  EXPECT_EQ(Value(farm, "odin_printers_online"), 0);
  EXPECT_EQ(Value(farm, "odin_printers_printing"), 0);
}

TEST_F(FarmFamiliesTest, SplitsOnlinePrintersIntoPrintingErrorAndIdle) {
  Farm farm{.printers = std::vector<Printer>()};
  for (const PrinterState state :
       {PrinterState::kRunning, PrinterState::kPrepare, PrinterState::kFailed,
        PrinterState::kUnknown, PrinterState::kIdle, PrinterState::kPaused,
        PrinterState::kOffline}) {
    farm.printers->push_back(Seen(1s, state));
    farm.printers->push_back(Seen(10min, state));
  }
  EXPECT_EQ(Value(farm, "odin_printers_total"), 14);
  EXPECT_EQ(Value(farm, "odin_printers_online"), 7);
  EXPECT_EQ(Value(farm, "odin_printers_printing"), 2);
  EXPECT_EQ(Value(farm, "odin_printers_error"), 2);
  EXPECT_EQ(Value(farm, "odin_printers_idle"), 3);
}

TEST_F(FarmFamiliesTest, CountsPendingScheduledAndSubmittedAsTheQueue) {
  const Farm farm{
      .jobs = farm::StatusCounts{
          {"pending", 40}, {"scheduled", 12}, {"submitted", 3}, {"printing", 7}, {"failed", 9}}};
  EXPECT_EQ(Value(farm, "odin_queue_depth"), 55);
  EXPECT_EQ(Value({.jobs = farm::StatusCounts()}, "odin_queue_depth"), 0);
}

TEST_F(FarmFamiliesTest, LeavesOutWhatTheFarmDoesNotHave) {
  EXPECT_TRUE(FarmFamilies({}, now_).empty());
  EXPECT_EQ(Text({.unread_alerts = 0}),
            "# HELP odin_alerts_unread Alerts that nobody has read.\n"
            "# TYPE odin_alerts_unread gauge\n"
            "odin_alerts_unread 0\n");
}

TEST_F(FarmFamiliesTest, WritesTheWholeSetAsTheGoldenExposition) {
  Printer printing = Seen(1s, PrinterState::kRunning);
  printing.values[kNozzle] = 210.3;
  printing.values[kBed] = 60;
  printing.values[kProgress] = 42.5;
  printing.values[kHours] = 1369.6;
  printing.values[kCount] = 482;
  Printer bare = Seen(1s, PrinterState::kIdle);
  bare.id = 7;
  bare.display_name = "6\" bed";
  const Farm farm{.printers = {{printing, bare}},
                  .jobs = farm::StatusCounts{{"pending", 2}, {"unknown", 1}},
                  .spools = farm::SpoolCounts{25, 18},
                  .orders = farm::StatusCounts{{"shipped", 5}},
                  .unread_alerts = 22};
  EXPECT_EQ(Text(farm), R"(# HELP odin_printers_total Active printers.
# TYPE odin_printers_total gauge
odin_printers_total 2
# HELP odin_printers_online Active printers seen within the last 90 seconds.
# TYPE odin_printers_online gauge
odin_printers_online 2
# HELP odin_printers_printing Online printers that print or prepare to.
# TYPE odin_printers_printing gauge
odin_printers_printing 1
# HELP odin_printers_error Online printers in a failed or unknown state.
# TYPE odin_printers_error gauge
odin_printers_error 0
# HELP odin_printers_idle Online printers in any other state.
# TYPE odin_printers_idle gauge
odin_printers_idle 1
# HELP odin_printer_nozzle_temp_celsius Nozzle temperature.
# TYPE odin_printer_nozzle_temp_celsius gauge
odin_printer_nozzle_temp_celsius{printer="Apollo",printer_id="1"} 210.3
# HELP odin_printer_bed_temp_celsius Bed temperature.
# TYPE odin_printer_bed_temp_celsius gauge
odin_printer_bed_temp_celsius{printer="Apollo",printer_id="1"} 60
# HELP odin_printer_progress Progress of the print in hand, 0 to 100.
# TYPE odin_printer_progress gauge
odin_printer_progress{printer="Apollo",printer_id="1"} 42.5
# HELP odin_printer_print_hours_total Hours printed over the printer's life.
# TYPE odin_printer_print_hours_total counter
odin_printer_print_hours_total{printer="Apollo",printer_id="1"} 1369.6
odin_printer_print_hours_total{printer="6\" bed",printer_id="7"} 0
# HELP odin_printer_print_count_total Prints over the printer's life.
# TYPE odin_printer_print_count_total counter
odin_printer_print_count_total{printer="Apollo",printer_id="1"} 482
odin_printer_print_count_total{printer="6\" bed",printer_id="7"} 0
# HELP odin_jobs_by_status Jobs per status.
# TYPE odin_jobs_by_status gauge
odin_jobs_by_status{status="pending"} 2
odin_jobs_by_status{status="unknown"} 1
# HELP odin_queue_depth Jobs pending, scheduled or submitted.
# TYPE odin_queue_depth gauge
odin_queue_depth 2
# HELP odin_spools_total Spools whose remaining weight is known.
# TYPE odin_spools_total gauge
odin_spools_total 25
# HELP odin_spools_low Spools with less than 100 g left.
# TYPE odin_spools_low gauge
odin_spools_low 18
# HELP odin_orders_by_status Orders per status.
# TYPE odin_orders_by_status gauge
odin_orders_by_status{status="shipped"} 5
# HELP odin_alerts_unread Alerts that nobody has read.
# TYPE odin_alerts_unread gauge
odin_alerts_unread 22
)");
}

// An endpoint's families are made to agree with the definitions, so a database's must, too.
TEST_F(FarmFamiliesTest, EachIsAsItIsDefined) {
  Printer printer = Seen(1s, PrinterState::kRunning);
  printer.values.fill(1);
  const Farm farm{.printers = {{printer}},
                  .jobs = farm::StatusCounts{{"pending", 2}},
                  .spools = farm::SpoolCounts{25, 18},
                  .orders = farm::StatusCounts{{"shipped", 5}},
                  .unread_alerts = 22};
  ExpectAsDefined(FarmFamilies(farm, now_), FarmDefinitions());
}

TEST_F(FarmFamiliesTest, ADefinitionIsFoundByItsName) {
  for (const FamilyDefinition& definition : FarmDefinitions()) {
    EXPECT_EQ(FindDefinition(definition.name), &definition);
  }
  EXPECT_EQ(FindDefinition("odin_agent_source_up"), nullptr);
}

}  // namespace
}  // namespace agent::metrics
