#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/exposition/reader.hpp"
#include "exposition/read_helpers.hpp"

namespace agent::exposition {
namespace {

using testing::ElementsAre;

TEST(ReaderOpenMetrics, ReadsCountersByTheirSamplesName) {
  EXPECT_EQ(Rewritten("# TYPE odin_prints counter\n# UNIT odin_prints prints\n"
                      "# HELP odin_prints Of \\\"all\\\" printers.\n"
                      "odin_prints_total{a=\"b\"} 5\nodin_prints_created{a=\"b\"} 1795348800.123\n"
                      "# EOF\n"),
            "# HELP odin_prints_total Of \"all\" printers.\n# TYPE odin_prints_total counter\n"
            "odin_prints_total{a=\"b\"} 5\n");
}

TEST(ReaderOpenMetrics, DropsExemplarsAndTimestamps) {
  EXPECT_EQ(Rewritten("# TYPE a counter\n# TYPE h histogram\n"
                      "a_total 1 1795348800.5 # {trace_id=\"\\\"x\"} 0.5 1795348800.25\n"
                      "a_total{b=\"c\"} 2 # {} 0.5\n"
                      "h_bucket{le=\"1.0\"} 1 # {t=\"x\"} 0.5\nh_bucket{le=\"+Inf\"} 2\n"
                      "h_count 2\nh_sum 3\nh_created 4\n# EOF"),
            "# TYPE a_total counter\na_total 1\na_total{b=\"c\"} 2\n"
            "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 3\n"
            "h_count 2\n");
}

TEST(ReaderOpenMetrics, ReadsTheTypesThatTheTextFormatLacks) {
  EXPECT_EQ(Rewritten("# TYPE u unknown\nu 1\n# TYPE i info\ni_info{v=\"1\"} 1\n"
                      "# TYPE s stateset\ns{s=\"a\"} 1\n"
                      "# TYPE g gaugehistogram\ng_bucket{le=\"+Inf\"} 2\ng_gcount 2\ng_gsum 3\n"
                      "# EOF\r\n"),
            "# TYPE u untyped\nu 1\n# TYPE i_info gauge\ni_info{v=\"1\"} 1\n"
            "# TYPE s gauge\ns{s=\"a\"} 1\n"
            "# TYPE g_bucket untyped\ng_bucket{le=\"+Inf\"} 2\n# TYPE g_gcount untyped\n"
            "g_gcount 2\n# TYPE g_gsum untyped\ng_gsum 3\n");
}

TEST(ReaderOpenMetrics, AsksForTheNameThatIsWritten) {
  std::vector<std::string> asked;
  ReadOptions options;
  options.wanted = [&](std::string_view family) {
    asked.emplace_back(family);
    return true;
  };
  static_cast<void>(ReadText("# TYPE a counter\na_total 1\na_created 2\n# EOF\n", options));
  EXPECT_THAT(asked, ElementsAre("a_total"));
}

TEST(ReaderOpenMetrics, IsTakenForTheTextFormatWithoutItsEnd) {
  const Reading reading = ReadText("# TYPE a counter\na_total 1 # {} 1\na_total 2\n");
  EXPECT_EQ(reading.bad_lines, 1U);
  EXPECT_EQ(Written(reading.families), "# TYPE a_total untyped\na_total 2\n");
}

TEST(ReaderOpenMetrics, SkipsBrokenExemplars) {
  for (const std::string exemplar :
       {"#", "# {", "# {}", "# {} x", "# {} 1 x", "# {} 1 2 3", "# {a} 1", "# {a=\"b\" 1", "x"}) {
    const Reading reading = ReadText("a 1 " + exemplar + "\n# EOF\n");
    EXPECT_EQ(reading.bad_lines, 1U) << exemplar;
    EXPECT_TRUE(reading.families.empty()) << exemplar;
  }
}

}  // namespace
}  // namespace agent::exposition
