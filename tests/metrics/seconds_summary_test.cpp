#include "agent/metrics/seconds_summary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "agent/exposition/writer.hpp"

namespace agent::metrics {
namespace {

using testing::IsEmpty;
using namespace std::chrono_literals;

constexpr FamilyDefinition kWaits{
    "wait_seconds", prometheus::MetricType::Summary, "Waits.", "", "seconds", ""};

std::string TextOf(const SecondsSummary& summary) {
  std::string text;
  exposition::WriteText(summary.Collect(), {}, text);
  return text;
}

TEST(SecondsSummary, HasNoFamilyBeforeItHasASample) {
  EXPECT_THAT(SecondsSummary(kWaits).Collect(), IsEmpty());
}

TEST(SecondsSummary, StartsAtZeroAndAddsUp) {
  SecondsSummary summary(kWaits);
  summary.Add({{"gate", "b"}});
  summary.Observe({{"gate", "a"}}, 250ms);
  summary.Observe({{"gate", "a"}}, 2s);
  EXPECT_EQ(TextOf(summary),
            "# HELP wait_seconds Waits.\n"
            "# TYPE wait_seconds summary\n"
            "wait_seconds_sum{gate=\"a\"} 2.25\n"
            "wait_seconds_count{gate=\"a\"} 2\n"
            "wait_seconds_sum{gate=\"b\"} 0\n"
            "wait_seconds_count{gate=\"b\"} 0\n");
}

TEST(SecondsSummary, KeepsWhatIsAddedTwice) {
  SecondsSummary summary(kWaits);
  summary.Observe({}, 1s);
  summary.Add({});
  EXPECT_EQ(summary.Collect().at(0).metric.at(0).summary.sample_count, 1U);
}

}  // namespace
}  // namespace agent::metrics
