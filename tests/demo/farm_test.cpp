#include "agent/demo/farm.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "agent/farm/printer_state.hpp"

namespace agent::demo {
namespace {

using Phase = Farm::Phase;

constexpr int kPrinters = 12;
constexpr std::uint64_t kSeed = 1;

auto CountIn(const Farm& farm, Phase phase) {
  return std::ranges::count(farm.printers, phase, &Farm::Printer::phase);
}

TEST(Farm, IsLivelyFromTheStart) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Farm farm = MakeFarm(kPrinters, seed);
    EXPECT_EQ(farm.printers.size(), 12U);
    EXPECT_GE(CountIn(farm, Phase::kPrinting), 4) << "seed " << seed;
    EXPECT_FALSE(farm.jobs.empty());
    EXPECT_FALSE(farm.alerts.empty());
  }
}

TEST(Farm, HasPrintersOfFourMakesWithNamesOfTheirOwn) {
  const Farm farm = MakeFarm(100, kSeed);
  std::set<Farm::Make> makes;
  std::set<std::string> names;
  std::set<std::string> nicknames;
  for (const auto& printer : farm.printers) {
    makes.insert(printer.make);
    names.insert(printer.name);
    nicknames.insert(printer.nickname);
  }
  EXPECT_EQ(makes.size(), 4U);
  EXPECT_EQ(names.size(), 100U);
  EXPECT_EQ(nicknames.size(), 100U);
}

TEST(Farm, IsTheSameForTheSameSeed) {
  Farm one = MakeFarm(kPrinters, kSeed);
  Farm other = MakeFarm(kPrinters, kSeed);
  Advance(one, std::chrono::hours(1));
  Advance(other, std::chrono::hours(1));
  for (std::size_t i = 0; i < one.printers.size(); ++i) {
    EXPECT_EQ(one.printers[i].nozzle_celsius, other.printers[i].nozzle_celsius);
    EXPECT_EQ(one.printers[i].print_hours, other.printers[i].print_hours);
  }
}

TEST(Farm, GoesThroughEveryPhaseInADayAndNeverCountsBackwards) {
  Farm farm = MakeFarm(kPrinters, kSeed);
  std::set<Phase> phases;
  std::set<std::string> job_statuses;
  std::set<std::string> order_statuses;
  const Farm start = farm;
  for (int second = 0; second < 24 * 3600; second += 15) {
    const Farm before = farm;
    Advance(farm, std::chrono::seconds(15));
    for (std::size_t i = 0; i < farm.printers.size(); ++i) {
      const auto& printer = farm.printers[i];
      phases.insert(printer.phase);
      ASSERT_GE(printer.print_hours, before.printers[i].print_hours);
      ASSERT_GE(printer.print_count, before.printers[i].print_count);
      ASSERT_GT(printer.nozzle_celsius, 20);
      ASSERT_LT(printer.nozzle_celsius, 260);
      ASSERT_LT(printer.bed_celsius, 100);
      ASSERT_EQ(farm::HasPrintInHand(farm::ParsePrinterState(GcodeState(printer))),
                printer.job.has_value());
      if (printer.phase == Phase::kPrinting) {
        ASSERT_GT(printer.nozzle_celsius, 195);
      }
    }
    for (const auto& job : farm.jobs) job_statuses.insert(job.status);
    for (const auto& order : farm.orders) order_statuses.insert(order.status);
    for (const auto& spool : farm.spools) {
      ASSERT_GE(spool.remaining_grams, 0);
      ASSERT_LE(spool.remaining_grams, 1000);
    }
  }
  EXPECT_EQ(phases.size(), 7U);
  EXPECT_EQ(job_statuses, (std::set<std::string>{"pending", "scheduled", "printing", "paused",
                                                 "completed", "failed", "cancelled"}));
  EXPECT_EQ(order_statuses, (std::set<std::string>{"pending", "in_progress", "partial", "fulfilled",
                                                   "shipped", "cancelled"}));
  for (std::size_t i = 0; i < farm.printers.size(); ++i) {
    EXPECT_GT(farm.printers[i].print_count, start.printers[i].print_count);
  }
}

TEST(Farm, StaysSmallForAsLongAsItRuns) {
  Farm farm = MakeFarm(kPrinters, kSeed);
  for (int day = 0; day < 3; ++day) Advance(farm, std::chrono::hours(24));
  EXPECT_LT(farm.jobs.size(), 300U);
  EXPECT_LT(farm.orders.size(), 150U);
  EXPECT_LT(farm.alerts.size(), 100U);
}

TEST(Farm, TakesAtMostADayAtOnceAndNoneBackwards) {
  Farm farm = MakeFarm(1, kSeed);
  const double age = farm.seconds;
  Advance(farm, -std::chrono::hours(1));
  EXPECT_EQ(farm.seconds, age);
  Advance(farm, std::chrono::hours(100'000));
  EXPECT_EQ(farm.seconds, age + 24 * 3600);
}

}  // namespace
}  // namespace agent::demo
