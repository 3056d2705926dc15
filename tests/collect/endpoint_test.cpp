#include "agent/collect/endpoint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "agent/exposition/writer.hpp"
#include "collect/endpoint_fixture.hpp"
#include "support/samples.hpp"

namespace agent::collect {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

TEST_F(EndpointCollectorTest, AsksForText) {
  (void)CollectText(kPrinters);
  EXPECT_EQ(request_.method, "GET");
  EXPECT_EQ(request_.url, kUrl);
  EXPECT_EQ(request_.timeout, milliseconds(1500));
  EXPECT_EQ(request_.max_reply_bytes, 8U * 1024 * 1024);
  EXPECT_TRUE(request_.accept_gzip);
  EXPECT_EQ(request_.max_redirects, 3);
  ASSERT_THAT(request_.headers, SizeIs(1));
  EXPECT_EQ(request_.headers[0].first, "Accept");
  EXPECT_EQ(request_.headers[0].second, "text/plain;version=0.0.4");
}

TEST_F(EndpointCollectorTest, GathersInterleavedFamilies) {
  const CollectResult result = CollectText(
      "# TYPE odin_printer_bed_temp_celsius gauge\n"
      "# TYPE odin_printer_print_count_total counter\n"
      "odin_printer_bed_temp_celsius{printer=\"a\",printer_id=\"1\"} 60.5\n"
      "odin_printer_print_count_total{printer=\"a\",printer_id=\"1\"} 7\n"
      "odin_printer_bed_temp_celsius{printer=\"b\",printer_id=\"2\"} 21.0\n"
      "odin_printer_print_count_total{printer=\"b\",printer_id=\"2\"} 8\n");
  ASSERT_THAT(result.families, SizeIs(2));
  EXPECT_EQ(result.families[0].type, prometheus::MetricType::Gauge);
  EXPECT_EQ(result.families[1].type, prometheus::MetricType::Counter);
  const test::Samples samples = SamplesOf(result);
  EXPECT_EQ(samples.size(), 4U);
  EXPECT_EQ(samples.at({"odin_printer_bed_temp_celsius", {{"printer", "b"}, {"printer_id", "2"}}}),
            21);
  EXPECT_THAT(result.warnings, IsEmpty());
  EXPECT_EQ(result.text_faults->bad_lines, 0U);
}

TEST_F(EndpointCollectorTest, WarnsOnceOfAHistogramThatIsAskedFor) {
  config_.families = {"go_gc_.*"};
  const std::string text = kPrinters +
                           "# TYPE go_gc_pauses_seconds histogram\n"
                           "go_gc_pauses_seconds_bucket{le=\"+Inf\"} 3\n"
                           "go_gc_pauses_seconds_sum 1.5\ngo_gc_pauses_seconds_count 3\n";
  const CollectResult result = CollectText(text);
  EXPECT_EQ(SamplesOf(result), (test::Samples{{{"odin_printers_total", {}}, 3}}));
  ASSERT_THAT(result.warnings, SizeIs(1));
  EXPECT_THAT(result.warnings[0], EndsWith("histograms and summaries are not taken: "
                                           "# TYPE go_gc_pauses_seconds histogram"));
  EXPECT_EQ(result.text_faults->dropped_series, 3U);
}

TEST_F(EndpointCollectorTest, TakesOdinsFamiliesAlone) {
  const std::string text = kPrinters + "process_open_fds 7\nodin_agentless 1\nodin_agent_foo 2\n";
  EXPECT_EQ(SamplesOf(CollectText(text)),
            (test::Samples{{{"odin_printers_total", {}}, 3}, {{"odin_agentless", {}}, 1}}));
}

TEST_F(EndpointCollectorTest, TakesFurtherFamiliesAsAsked) {
  config_.families = {"process_.*", "go_gc", "odin_agent_.*"};
  const std::string text = kPrinters +
                           "# TYPE process_open_fds gauge\nprocess_open_fds 7\ngo_gc 1\ngo_gc_more "
                           "2\nup 1\nodin_agent_foo 2\n";
  EXPECT_EQ(SamplesOf(CollectText(text)), (test::Samples{{{"odin_printers_total", {}}, 3},
                                                         {{"process_open_fds", {}}, 7},
                                                         {{"go_gc", {}}, 1}}));
}

TEST_F(EndpointCollectorTest, LeavesOutWhatOdinNoLongerSays) {
  EXPECT_EQ(SamplesOf(CollectText(kPrinters + "odin_queue_depth 4\n")).size(), 2U);
  EXPECT_EQ(SamplesOf(CollectText(kPrinters)).size(), 1U);
}

TEST_F(EndpointCollectorTest, TakesOffTheLabelsThatASeriesGetsLater) {
  EXPECT_EQ(SamplesOf(CollectText("odin_spools_total{site=\"a\",region=\"b\",color=\"red\"} 1\n")),
            (test::Samples{{{"odin_spools_total", {{"color", "red"}}}, 1}}));
}

TEST_F(EndpointCollectorTest, ReadsAPrinterWhoseNameBreaksItsLines) {
  const CollectResult result =
      CollectText("odin_printer_bed_temp_celsius{printer=\"6\" bed\",printer_id=\"1\"} 60.5\n");
  EXPECT_EQ(SamplesOf(result), (test::Samples{{{"odin_printer_bed_temp_celsius",
                                                {{"printer", "6\" bed"}, {"printer_id", "1"}}},
                                               60.5}}));
  EXPECT_EQ(result.text_faults->repaired_lines, 1U);
  EXPECT_EQ(result.text_faults->bad_lines, 0U);
  EXPECT_THAT(result.warnings, IsEmpty()) << "nothing is missing";
}

TEST_F(EndpointCollectorTest, WarnsOfASeriesThatComesTwice) {
  const CollectResult result = CollectText(kPrinters + "odin_queue_depth 1\nodin_queue_depth 2\n");
  EXPECT_EQ(SamplesOf(result).at({"odin_queue_depth", {}}), 1);
  EXPECT_EQ(result.text_faults->dropped_series, 1U);
  ASSERT_THAT(result.warnings, SizeIs(1));
  EXPECT_THAT(result.warnings[0], StartsWith("line 5: "));
}

TEST_F(EndpointCollectorTest, ABadLineCostsThatLineAlone) {
  const CollectResult result = CollectText(WithTenLines("odin_queue_depth four\n"));
  EXPECT_EQ(SamplesOf(result).size(), 11U);
  EXPECT_EQ(result.text_faults->bad_lines, 1U);
  ASSERT_THAT(result.warnings, SizeIs(1));
  EXPECT_THAT(result.warnings[0], StartsWith("line 14: "));
  EXPECT_THAT(result.warnings[0], EndsWith(": odin_queue_depth four"));
}

// Its number and its value change; it is still the same.
TEST_F(EndpointCollectorTest, WarnsOfABadLineInTheSameWordsWhileItLasts) {
  const auto broken = [](const std::string& value) {
    return "odin_printer_bed_temp_celsius{printer=x,printer_id=\"1\"} " + value + "\n";
  };
  const auto first = CollectText(WithTenLines(broken("60.5"))).warnings;
  ASSERT_THAT(first, SizeIs(1));
  EXPECT_EQ(CollectText(WithTenLines("odin_queue_depth 1\n" + broken("61"))).warnings, first);
  const auto both = CollectText(WithTenLines("{\n" + broken("1e-3 1700000000000"))).warnings;
  ASSERT_THAT(both, SizeIs(2));
  EXPECT_EQ(both[0], first[0]);
  EXPECT_EQ(CollectText(WithTenLines(broken("5"))).warnings, both) << "no second word about it";
  EXPECT_THAT(CollectText(WithTenLines("")).warnings, IsEmpty());
  EXPECT_THAT(CollectText(WithTenLines(broken("62"))).warnings, ElementsAre(HasSubstr(" 62")));
}

TEST_F(EndpointCollectorTest, DoesNotFloodTheLogWithLinesThatAlwaysChange) {
  std::vector<std::string> warnings;
  for (int i = 0; i < 100; ++i) {
    warnings = CollectText(WithTenLines("odin_x{" + std::string(i + 1, 'y') + "\n")).warnings;
  }
  EXPECT_THAT(warnings, SizeIs(20));
}

TEST_F(EndpointCollectorTest, TakesTheSeriesOfTenThousandPrintersAndNotOfAMillion) {
  const auto text = [](int series) {
    std::string lines;
    for (int i = 0; i < series; ++i) {
      lines += "odin_printer_progress{printer=\"Printer " + std::to_string(i) + "\",printer_id=\"" +
               std::to_string(i) + "\"} 50\n";
    }
    return lines;
  };
  EXPECT_FALSE(CollectText(text(50'000)).error);
  const CollectError error = FailureOf(CollectText(text(100'000)));
  EXPECT_EQ(NameOf(error.reason), "too_large");
  EXPECT_THAT(error.detail, HasSubstr("its metrics take more than 24 MB of memory"));
}

TEST_F(EndpointCollectorTest, CutsANameOfMegabytes) {
  const CollectResult result = CollectText(
      WithTenLines("odin_printer_progress{printer=\"" + std::string(7 << 20, 'x') + "\"} 5\n"));
  ASSERT_FALSE(result.error) << result.error->detail;
  EXPECT_EQ(result.families.back().metric.at(0).label.at(0).value, std::string(1024, 'x') + "…");
  EXPECT_EQ(result.text_faults->repaired_lines, 1U);
}

TEST_F(EndpointCollectorTest, GivesAKnownFamilyItsOwnTypeAndHelp) {
  const auto text = [this](const std::string& reply) {
    std::string written;
    exposition::WriteText(CollectText(reply).families, {}, written);
    return written;
  };
  const std::string right =
      "# HELP odin_printers_total Active printers.\n"
      "# TYPE odin_printers_total gauge\n"
      "odin_printers_total 3\n";
  EXPECT_EQ(text("odin_printers_total 3\n"), right);
  EXPECT_EQ(text(kPrinters), right);
  EXPECT_EQ(text("# TYPE odin_printers_total counter\n# TYPE odin_printers_total gauge\n"
                 "# HELP odin_printers_total a\n# HELP odin_printers_total b\n"
                 "odin_printers_total 3\n"),
            right);
  EXPECT_EQ(text("# TYPE odin_printers_total histogram\nodin_printers_total 3\n"), right);
  const std::string hours =
      "# HELP odin_printer_print_hours_total Hours printed over the printer's life.\n"
      "# TYPE odin_printer_print_hours_total counter\n"
      "odin_printer_print_hours_total{printer=\"a\"} 1.5\n";
  EXPECT_EQ(text("odin_printer_print_hours_total{printer=\"a\"} 1.5\n"), hours);
  // What is not of the set is as O.D.I.N. says it.
  EXPECT_EQ(text("# HELP odin_new Theirs\n# TYPE odin_new counter\nodin_new 1\n"),
            "# HELP odin_new Theirs\n# TYPE odin_new counter\nodin_new 1\n");
}

TEST_F(EndpointCollectorTest, TakesNothingThatHasTheNameOfOurs) {
  const CollectResult result =
      CollectText(kPrinters + "# TYPE odin_agent summary\nodin_agent_sum 1\nodin_agent_count 1\n");
  EXPECT_THAT(SamplesOf(result), SizeIs(1));
}

std::string MillisecondsAt(base::WallTime time) {
  return std::to_string(std::chrono::duration_cast<milliseconds>(time.time_since_epoch()).count());
}

TEST_F(EndpointCollectorTest, ShowsNoOldSampleAsFresh) {
  // The server's clock counts, which its timestamps are of.
  const base::WallTime now = base::WallTime(std::chrono::seconds(1'000'000'000));
  reply_.date = now;
  const auto jobs = [&](std::chrono::milliseconds age) {
    const CollectResult result =
        CollectText(kPrinters + "odin_queue_depth 4 " + MillisecondsAt(now - age) + "\n");
    EXPECT_EQ(result.text_faults->dropped_series, result.warnings.size());
    return result;
  };
  for (const auto age : {milliseconds(0), milliseconds(90'000), milliseconds(-3'600'000)}) {
    EXPECT_THAT(jobs(age).families, SizeIs(2)) << age.count();
  }
  const CollectResult old = jobs(milliseconds(90'001));
  EXPECT_THAT(old.families, SizeIs(1));
  ASSERT_THAT(old.warnings, SizeIs(1));
  EXPECT_EQ(old.warnings[0], "line 4: its own timestamp says that it is old: odin_queue_depth 4 " +
                                 MillisecondsAt(now - milliseconds(90'001)));
  EXPECT_EQ(jobs(std::chrono::hours(1)).warnings, old.warnings) << "said once";
}

}  // namespace
}  // namespace agent::collect
