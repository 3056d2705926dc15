#include "agent/exposition/reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/metric_type.h>

#include <chrono>

#include "exposition/read_helpers.hpp"

namespace agent::exposition {
namespace {

using prometheus::MetricType;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Reader, ReadsCountersGaugesAndUntypedFamilies) {
  const std::string text =
      "# HELP c_total Counted.\n# TYPE c_total counter\nc_total{a=\"b\"} 3\n"
      "# TYPE g gauge\ng 1.5\ng{a=\"b\",c=\"d\"} -2\n"
      "# TYPE u untyped\nu NaN\n";
  EXPECT_EQ(Rewritten(text), text);
}

TEST(Reader, ReadsNothing) {
  const Reading reading = ReadText("");
  EXPECT_THAT(reading.families, IsEmpty());
  EXPECT_EQ(reading.lines, 0U);
}

TEST(Reader, CountsTheLinesThatCarrySomething) {
  const Reading reading = ReadText(
      "\n# a comment\n#\n# HELP a It.\n# TYPE a gauge\n \t\n a 1\nb\nc{d=\"\"} 2\n# TYPE a-b "
      "gauge\n");
  EXPECT_EQ(reading.lines, 6U);
  EXPECT_EQ(reading.bad_lines, 2U);
  EXPECT_THAT(Reasons(reading),
              ElementsAre("8: the value is no number", "10: the metric name is invalid"));
  EXPECT_EQ(reading.examples[0].text, "b");
}

TEST(Reader, UnescapesLabelValuesAndHelp) {
  const Reading reading =
      ReadText("# HELP a A \\\\ and\\n\"line\"\n# TYPE a gauge\na{b=\"\\\\ \\\" \\n {},=\"} 1\n");
  ASSERT_EQ(reading.families.size(), 1U);
  EXPECT_EQ(reading.families[0].help, "A \\ and\n\"line\"");
  EXPECT_EQ(reading.families[0].metric[0].label[0].value, "\\ \" \n {},=");
  EXPECT_EQ(reading.repaired_lines, 0U);
}

TEST(Reader, TakesBlanksWherePrometheusDoes) {
  const std::string text = "# TYPE a untyped\na{b=\"c\",d=\"e\"} 1\n";
  EXPECT_EQ(Rewritten("a{b=\"c\",d=\"e\"} 1\n"), text);
  EXPECT_EQ(Rewritten(" \ta\t{ b = \"c\" ,\td=\"e\" , } 1 \t\n"), text);
  EXPECT_EQ(Rewritten("a{b=\"c\",d=\"e\",}1\n"), text);
  EXPECT_EQ(Rewritten("a{b=\"c\",d=\"e\"}1 5\t\n"), text);
  EXPECT_EQ(Rewritten("a{}+1\n"), "# TYPE a untyped\na 1\n");
}

TEST(Reader, TakesCarriageReturnsBeforeLineFeeds) {
  EXPECT_EQ(Rewritten("# HELP a It.\r\n# TYPE a gauge\r\n\r\na{b=\"c\"} 1\r\n"),
            "# HELP a It.\n# TYPE a gauge\na{b=\"c\"} 1\n");
}

TEST(Reader, DropsTimestamps) {
  const Reading reading = ReadText("a 1 1795348800000\nb 2 -5\n");
  EXPECT_EQ(reading.bad_lines, 0U);
  EXPECT_EQ(reading.families[0].metric[0].timestamp_ms, 0);
}

TEST(Reader, TakesHelpTypeAndSamplesInAnyOrder) {
  EXPECT_EQ(Rewritten("a 1\nb{i=\"1\"} 2\n# TYPE b counter\n"
                      "# TYPE a gauge\nb{i=\"2\"} 3\n# HELP a It.\n"),
            "# HELP a It.\n# TYPE a gauge\na 1\n"
            "# TYPE b counter\nb{i=\"1\"} 2\nb{i=\"2\"} 3\n");
}

TEST(Reader, GathersInterleavedFamilies) {
  EXPECT_EQ(Rewritten("# TYPE a gauge\n# TYPE b gauge\nb{i=\"1\"} 1\na{i=\"1\"} 2\nb{i=\"2\"} 3\n"
                      "a{i=\"2\"} 4\n"),
            "# TYPE a gauge\na{i=\"1\"} 2\na{i=\"2\"} 4\n# TYPE b gauge\nb{i=\"1\"} 1\n"
            "b{i=\"2\"} 3\n");
}

TEST(Reader, KnowsThatASuffixAloneMakesNoHistogram) {
  const std::string text =
      "# TYPE a_bucket untyped\na_bucket{le=\"1\"} 5\n# TYPE g gauge\ng 1\n"
      "# TYPE g_count untyped\ng_count 2\n";
  EXPECT_EQ(Rewritten(text), text);
}

TEST(Reader, TakesTypesInAnyCaseAndTwiceTheSame) {
  EXPECT_EQ(Rewritten("# TYPE a GAUGE\n# TYPE a gauge \n# HELP a It.\n# HELP a It.\na 1\n"),
            "# HELP a It.\n# TYPE a gauge\na 1\n");
}

TEST(Reader, SkipsMetadataThatSaysNothing) {
  EXPECT_EQ(Rewritten("# HELP\n# HELP \n# HELP a\n# HELP a \n# TYPE a\n# TYPE a \n# EOF\na 1\n"),
            "# TYPE a untyped\na 1\n");
}

TEST(Reader, SkipsABrokenLineAndNoOther) {
  const char* const kBroken[] = {
      "a",
      "a ",
      "a one",
      "a 1 2 3",
      "a 1 x",
      "a 1 1.5",
      "a 1 +-5",
      "a 1 9223372036854775808",
      "a 1 # {b=\"c\"} 1",
      "1a 1",
      "a-b 1",
      "{b=\"c\"} 1",
      "a{b=\"c\" 1",
      "a{b=\"c} 1",
      "a{b=c} 1",
      "a{b} 1",
      "a{=\"c\"} 1",
      "a{1=\"c\"} 1",
      "a{,} 1",
      "a{\"b\"=\"c\"} 1",
      "a{b=\"c\",b=\"d\"} 1",
      "a{__name__=\"c\"} 1",
      "a{b=\"c\"}",
      "a{b=\"c\"}} 1",
      "a{b=\"c\\",
      "# TYPE a thing",
      "# TYPE a info",
      "# TYPE 1 gauge",
      "# HELP a{} It.",
      "\xEF\xBB\xBF# TYPE a gauge",
  };
  for (const char* const line : kBroken) {
    const std::string around = "x 1\n" + std::string(line) + "\ny 2\n";
    const Reading reading = ReadText(around);
    EXPECT_EQ(reading.lines, 3U) << line;
    EXPECT_EQ(reading.bad_lines, 1U) << line;
    EXPECT_EQ(reading.repaired_lines, 0U) << line;
    EXPECT_EQ(Written(reading.families), "# TYPE x untyped\nx 1\n# TYPE y untyped\ny 2\n") << line;
    ASSERT_EQ(reading.examples.size(), 1U) << line;
    EXPECT_EQ(reading.examples[0].number, 2U) << line;
  }
}

TEST(Reader, DoesNotTrustAValueThatTheTextEndsIn) {
  const Reading reading = ReadText("a 1\na{b=\"c\"} 12");
  EXPECT_EQ(Written(reading.families), "# TYPE a untyped\na 1\n");
  EXPECT_THAT(Reasons(reading), ElementsAre("2: the text ends within this line"));
}

TEST(Reader, ReadsOnlyTheFamiliesThatAreWanted) {
  std::vector<std::string> asked;
  ReadOptions options;
  options.wanted = [&](std::string_view family) {
    asked.emplace_back(family);
    return family.starts_with("odin_");
  };
  const Reading reading = ReadText(
      "# TYPE h histogram\nh_bucket{le=\"what\"} x\nh_sum y\nodin_a 1\nodin_a{b=\"c\"} 2\nother "
      "{\n",
      options);
  EXPECT_EQ(Written(reading.families), "# TYPE odin_a untyped\nodin_a 1\nodin_a{b=\"c\"} 2\n");
  EXPECT_THAT(asked, ElementsAre("h", "odin_a", "other"));
  EXPECT_EQ(reading.lines, 6U);
  EXPECT_EQ(reading.bad_lines, 0U);
}

TEST(Reader, KeepsTheFirstFewExamplesAndCutsThem) {
  std::string text;
  for (int i = 0; i < 100; ++i)
    text += "a" + std::to_string(i) + "{" + std::string(500, 'x') + "\n";
  const Reading reading = ReadText(text);
  EXPECT_EQ(reading.bad_lines, 100U);
  ASSERT_EQ(reading.examples.size(), 5U);
  EXPECT_EQ(reading.examples[4].number, 5U);
  EXPECT_EQ(reading.examples[0].text.substr(0, 5), "a0{xx");
  EXPECT_LE(reading.examples[0].text.size(), 203U);
}

TEST(Reader, RefusesMoreNamesThanAnyExporterHas) {
  std::string text;
  for (int i = 0; i < 20'010; ++i) text += "a" + std::to_string(i) + " 1\n";
  const Reading reading = ReadText(text);
  EXPECT_EQ(reading.families.size(), 20'000U);
  EXPECT_EQ(reading.bad_lines, 10U);
}

TEST(Reader, CutsLongLabelValuesAndHelpTexts) {
  const auto rewritten = [](const std::string& text, std::size_t repaired) {
    ReadOptions options;
    options.max_value_bytes = 4;
    const Reading reading = ReadText(text, options);
    EXPECT_EQ(reading.bad_lines, 0U) << text;
    EXPECT_EQ(reading.repaired_lines, repaired) << text;
    return Written(reading.families);
  };
  const std::string type = "# TYPE a untyped\n";
  EXPECT_EQ(rewritten("a{b=\"1234\"} 1\n", 0), type + "a{b=\"1234\"} 1\n");
  EXPECT_EQ(rewritten("a{b=\"12345\"} 1\n", 1), type + "a{b=\"1234…\"} 1\n");
  EXPECT_EQ(rewritten("a{b=\"123ä\"} 1\n", 1), type + "a{b=\"123…\"} 1\n") << "between characters";
  const std::string escapes = R"(a{b="\\\\\\\\"} 1)";
  EXPECT_EQ(rewritten(escapes + "\n", 0), type + escapes + "\n") << "four of them";
  EXPECT_EQ(rewritten(R"(a{b="\\\\\\\\\\"} 1)"
                      "\n",
                      1),
            type + R"(a{b="\\\\\\\\…"} 1)" + "\n");
  EXPECT_EQ(rewritten("a{b=\"12345\"} 1\na{b=\"12346\"} 2\n", 2), type + "a{b=\"1234…\"} 1\n")
      << "equal now";
  EXPECT_EQ(rewritten("# HELP a 12345\na 1\n", 1), "# HELP a 1234…\n" + type + "a 1\n");
}

TEST(Reader, RefusesMoreLabelsThanAnySeriesHas) {
  const auto line = [](int count) {
    std::string text = "a{";
    for (int i = 0; i < count; ++i) text += "l" + std::to_string(i) + "=\"\",";
    return text + "} 1\n";
  };
  EXPECT_EQ(ReadText(line(128)).bad_lines, 0U);
  EXPECT_THAT(Reasons(ReadText(line(129))), ElementsAre("1: the series has too many labels"));
  EXPECT_EQ(ReadText(line(1'000'000)).bad_lines, 1U);
}

// Each kind of thing that takes memory, many times over.
TEST(Reader, GivesUpATextWhoseFamiliesNeedTooMuchMemory) {
  ReadOptions options;
  options.max_family_bytes = 1 << 20;
  const auto is_too_large = [&](const std::string& metadata, auto line) {
    const auto read = [&](int lines) {
      std::string text = metadata;
      for (int i = 0; i < lines; ++i) text += line(std::to_string(i));
      const Reading reading = ReadText(text, options);
      EXPECT_EQ(reading.families.empty(), reading.is_too_large);
      return reading.is_too_large;
    };
    EXPECT_FALSE(read(500));
    return read(15'000);
  };
  using Text = const std::string&;
  EXPECT_TRUE(is_too_large("", [](Text i) { return "a{i=\"" + i + "\"} 1\n"; }));
  EXPECT_TRUE(is_too_large("", [](Text i) { return "a" + i + " 1\n"; }));
  EXPECT_TRUE(is_too_large("a 1\n", [](Text i) { return "# HELP a" + i + " x\n"; }));
  EXPECT_FALSE(is_too_large("", [](Text) { return std::string("a 1\n"); })) << "it is one series";
}

TEST(Reader, TellsWhichSamplesAreOld) {
  ReadOptions options;
  options.oldest = base::WallTime(std::chrono::seconds(1'000'000));
  const Reading reading =
      ReadText("a{b=\"1\"} 1 1000000000\na{b=\"2\"} 1 999999999\na{b=\"3\"} 1\n", options);
  EXPECT_EQ(Written(reading.families), "# TYPE a untyped\na{b=\"1\"} 1\na{b=\"3\"} 1\n");
  EXPECT_EQ(reading.dropped_series, 1U);
  EXPECT_EQ(reading.old_samples, 1U);
  EXPECT_THAT(Reasons(reading), ElementsAre("2: its own timestamp says that it is old"));
  for (const std::string old : {"-5", "-9223372036854775808"}) {
    EXPECT_EQ(ReadText("a 1 " + old + "\n", options).old_samples, 1U) << old;
  }
  EXPECT_EQ(ReadText("a 1 9223372036854775807\n", options).old_samples, 0U) << "the end of time";
}

TEST(Reader, TakesTheTypeAndHelpThatAreKnownBeforehand) {
  ReadOptions options;
  options.definition = metrics::FindDefinition;
  const std::string written =
      "# HELP odin_queue_depth Jobs pending, scheduled or submitted.\n"
      "# TYPE odin_queue_depth gauge\nodin_queue_depth 1\n";
  for (const std::string said :
       {"", "# TYPE odin_queue_depth counter\n", "# HELP odin_queue_depth Theirs\n",
        "# TYPE odin_queue_depth gauge\n# TYPE odin_queue_depth summary\n"}) {
    const Reading reading = ReadText(said + "odin_queue_depth 1\n", options);
    EXPECT_EQ(Written(reading.families), written) << said;
    EXPECT_EQ(reading.bad_lines + reading.dropped_series, 0U) << said;
  }
}

}  // namespace
}  // namespace agent::exposition
