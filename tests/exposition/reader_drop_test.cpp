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

TEST(ReaderDrop, DropsHistogramsAndSummariesWholeAndSaysSoOnce) {
  const std::string text =
      "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 3\nh_count 2\n"
      "s_count{a=\"b\"} 2\ns{quantile=\"0.5\"} 1\n# TYPE s summary\ns_sum 1\ng 1\n";
  EXPECT_EQ(Without(7, text), "# TYPE g untyped\ng 1\n");
  EXPECT_THAT(Reasons(ReadText(text)), ElementsAre("1: histograms and summaries are not taken",
                                                   "8: histograms and summaries are not taken"));
}

TEST(ReaderDrop, KeepsAFamilyWhoseNameIsOneOfAPartOfASummary) {
  EXPECT_EQ(Without(1,
                    "# TYPE s_count gauge\ns_count 1\n# TYPE s summary\ns{quantile=\"1\"} 2\n"
                    "# TYPE s_sum gauge\n"),
            "# TYPE s_count gauge\ns_count 1\n");
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

TEST(ReaderDrop, SkipsASecondHelpThatSaysSomethingElse) {
  const Reading reading = ReadText("# HELP a It.\n# HELP a That.\na 1\n");
  EXPECT_EQ(Written(reading.families), "# HELP a It.\n# TYPE a untyped\na 1\n");
  EXPECT_THAT(Reasons(reading), ElementsAre("2: the family has another HELP already"));
}

}  // namespace
}  // namespace agent::exposition
