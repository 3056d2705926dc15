#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/exposition/reader.hpp"
#include "exposition/read_helpers.hpp"

namespace agent::exposition {
namespace {

using testing::ElementsAre;

// Expects that so many series of `text` are dropped and nothing else is wrong; returns the rest.
std::string Without(std::size_t dropped, const std::string& text, const ReadOptions& options = {}) {
  const Reading reading = ReadText(text, options);
  EXPECT_EQ(reading.dropped_series, dropped) << text;
  EXPECT_EQ(reading.bad_lines, 0U) << text;
  EXPECT_EQ(reading.repaired_lines, 0U) << text;
  EXPECT_EQ(reading.examples.empty(), dropped == 0) << text;
  return Written(reading.families);
}

TEST(ReaderDrop, DropsASeriesThatComesAgain) {
  EXPECT_EQ(Without(3,
                    "a{b=\"1\",c=\"2\"} 1\na{b=\"1\",c=\"2\"} 2\na{c=\"2\",b=\"1\"} 3\n"
                    "a{c=\"2\",d=\"\",b=\"1\"} 4\na{b=\"1\"} 5\na{b=\"1\",c=\"3\"} 6\n"),
            "# TYPE a untyped\na{b=\"1\",c=\"2\"} 1\na{b=\"1\"} 5\na{b=\"1\",c=\"3\"} 6\n");
  EXPECT_EQ(Without(1, "a 1\na{b=\"\"} 2\n"), "# TYPE a untyped\na 1\n");
}

TEST(ReaderDrop, DropsSeriesThatTheGroupingKeyMakesEqual) {
  ReadOptions options;
  options.reserved_labels = {"job", "site"};
  EXPECT_EQ(
      Without(1, "a{site=\"x\",b=\"1\"} 1\na{job=\"y\",b=\"1\"} 2\na{site=\"x\"} 3\n", options),
      "# TYPE a untyped\na{b=\"1\"} 1\na 3\n");
}

TEST(ReaderDrop, DropsAFamilyWithTwoTypes) {
  EXPECT_EQ(Without(2, "# TYPE a gauge\na 1\na{b=\"c\"} 1\nb 2\n# TYPE a counter\n"),
            "# TYPE b untyped\nb 2\n");
  EXPECT_THAT(Reasons(ReadText("# TYPE a gauge\na 1\n# TYPE a counter\n")),
              ElementsAre("3: the family has two TYPEs"));
}

TEST(ReaderDrop, DropsNamesThatCollideWithAHistogramOrSummary) {
  EXPECT_EQ(Without(1,
                    "# TYPE s_count gauge\ns_count 1\n# TYPE s summary\ns{quantile=\"1\"} 2\n"
                    "# TYPE s_bucket gauge\ns_bucket 3\n"
                    "# TYPE s_sum gauge\n"),
            "# TYPE s_count gauge\ns_count 1\n"
            "# TYPE s_bucket gauge\ns_bucket 3\n");
  EXPECT_EQ(
      Without(1, "# TYPE h_sum gauge\nh_sum 1\n# TYPE h histogram\nh_bucket{le=\"+Inf\"} 2\n"),
      "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 2\nh_sum NaN\nh_count 2\n");
}

TEST(ReaderDrop, DropsLabelsOfPrometheusOwn) {
  EXPECT_EQ(Without(1, "a{__b=\"c\"} 1\na{_b=\"c\"} 2\n"), "# TYPE a untyped\na{_b=\"c\"} 2\n");
}

TEST(ReaderDrop, DropsFamiliesOfThePushgatewaysOwn) {
  EXPECT_EQ(Without(4,
                    "push_time_seconds 1\npushgateway_build_info 1\n"
                    "# TYPE go_goroutines counter\ngo_goroutines 1\n"
                    "# TYPE process_open_fds gauge\nprocess_open_fds 1\n"
                    "go_gc_duration_seconds_sum 2\n"),
            "# TYPE process_open_fds gauge\nprocess_open_fds 1\n");
}

TEST(ReaderDrop, DropsHistogramsThatContradictThemselves) {
  const std::string good =
      "h_bucket{a=\"1\",le=\"+Inf\"} 1\nh_sum{a=\"1\"} 1\nh_count{a=\"1\"} 1\n";
  const char* const kBad[] = {
      "h_bucket{le=\"1\"} 3\nh_bucket{le=\"2\"} 2\nh_bucket{le=\"+Inf\"} 4\nh_sum 1\nh_count 4\n",
      "h_bucket{le=\"1\"} 3\nh_bucket{le=\"+Inf\"} 4\nh_sum 1\nh_count 5\n",
      "h_bucket{le=\"1\"} 6\nh_sum 1\nh_count 5\n",
      "h_bucket{le=\"1\"} -1\nh_sum 1\nh_count 5\n",
      "h_bucket{le=\"1\"} 1.5\nh_sum 1\nh_count 5\n",
      "h_bucket{le=\"1\"} NaN\nh_sum 1\nh_count 5\n",
      "h_bucket{le=\"1\"} 1e20\nh_sum 1\nh_count 5\n",
      "h_sum 1\nh_count -5\n",
      "h_sum 1\n",
      "h_bucket{le=\"1\"} 1\nh_sum 1\n",
  };
  for (const std::string bad : kBad) {
    EXPECT_EQ(Without(1, "# TYPE h histogram\n" + bad + good), "# TYPE h histogram\n" + good)
        << bad;
  }
}

TEST(ReaderDrop, DropsPartsThatComeAgainOrBelongNowhere) {
  const std::string good = "h_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n";
  EXPECT_EQ(Without(6, "# TYPE h histogram\n" + good +
                           "h_bucket{le=\"1.0\"} 1\nh_sum 2\nh_count 2\nh 5\nh_bucket 1\n"
                           "h_bucket{le=\"NaN\"} 1\n"),
            "# TYPE h histogram\n" + good);
  const std::string summary = "s{quantile=\"0.5\"} 1\ns_sum 1\ns_count 1\n";
  EXPECT_EQ(Without(2, "# TYPE s summary\n" + summary + "s{quantile=\"0.5\"} 2\ns 5\n"),
            "# TYPE s summary\n" + summary);
}

TEST(ReaderDrop, DropsASummaryWithoutACount) {
  EXPECT_EQ(Without(2,
                    "# TYPE s summary\ns{quantile=\"0.5\"} 1\ns_sum 1\n"
                    "s_count{a=\"b\"} 0.5\ns_count{a=\"c\"} 2\n"),
            "# TYPE s summary\ns_sum{a=\"c\"} NaN\ns_count{a=\"c\"} 2\n");
}

TEST(ReaderDrop, CallsALineBadWhoseBoundIsNoNumber) {
  const Reading reading =
      ReadText("# TYPE h histogram\nh_bucket{le=\"x\"} 1\nh_count 1\nh_sum 1\n");
  EXPECT_EQ(reading.bad_lines, 1U);
  EXPECT_EQ(reading.dropped_series, 0U);
}

TEST(ReaderDrop, SkipsASecondHelpThatSaysSomethingElse) {
  const Reading reading = ReadText("# HELP a It.\n# HELP a That.\na 1\n");
  EXPECT_EQ(Written(reading.families), "# HELP a It.\n# TYPE a untyped\na 1\n");
  EXPECT_THAT(Reasons(reading), ElementsAre("2: the family has another HELP already"));
}

}  // namespace
}  // namespace agent::exposition
