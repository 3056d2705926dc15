#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/exposition/reader.hpp"
#include "exposition/read_helpers.hpp"

namespace agent::exposition {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// What O.D.I.N. writes of a printer with this name.
std::string OdinLine(const std::string& name) {
  return "odin_printer_nozzle_temp_celsius{printer=\"" + name + "\",printer_id=\"3\"} 210.3\n";
}

// The name that is read from it; empty where the line is bad.
std::string NameIn(const Reading& reading) {
  if (reading.families.empty()) return "";
  const prometheus::ClientMetric& metric = reading.families.at(0).metric.at(0);
  EXPECT_EQ(metric.label.size(), 2U);
  EXPECT_EQ(metric.label[1].name, "printer_id");
  EXPECT_EQ(metric.label[1].value, "3");
  EXPECT_EQ(metric.untyped.value, 210.3);
  return metric.label[0].value;
}

TEST(ReaderRepair, ReadsNamesThatWereNotEscaped) {
  const char* const kNames[] = {
      "6\" bed",           "\"",         "\"\"",   "\"quoted\"", "a \"b\" c \"d\" e",
      "ends in a quote\"", "\", really", "a\",b",  "a\", b=c",   "a\"}",
      "a\"} seven",        "a\"} 7",     "{\"}",   "Prusa\\",    "C:\\printers\\6\"",
      "6\" \\new",         "\\d",        "\\\\\"", "=\"=\"",     "\xF0\x9F\x96\xA8\xEF\xB8\x8F \"6",
  };
  for (const std::string name : kNames) {
    const Reading reading = ReadText(OdinLine(name));
    EXPECT_EQ(reading.bad_lines, 0U) << name;
    EXPECT_EQ(reading.repaired_lines, 1U) << name;
    EXPECT_EQ(NameIn(reading), name);
    EXPECT_THAT(Reasons(reading),
                ElementsAre("1: a label value was not escaped, is not UTF-8 or is too long"))
        << name;
  }
}

TEST(ReaderRepair, TakesALineThatFollowsTheFormatAtItsWord) {
  for (const auto& [name, read] : {std::pair<std::string, std::string>{"a\\nb", "a\nb"},
                                   {"a \\\\ b", "a \\ b"},
                                   {"6\\\" bed", "6\" bed"},
                                   {"{a},b=c", "{a},b=c"}}) {
    const Reading reading = ReadText(OdinLine(name));
    EXPECT_EQ(reading.repaired_lines, 0U) << name;
    EXPECT_EQ(NameIn(reading), read);
  }
  // Nothing tells this name from a label more.
  const Reading reading = ReadText(OdinLine("a\",x=\"b"));
  EXPECT_EQ(Written(reading.families),
            "# TYPE odin_printer_nozzle_temp_celsius untyped\n"
            "odin_printer_nozzle_temp_celsius{printer=\"a\",x=\"b\",printer_id=\"3\"} 210.3\n");
  EXPECT_EQ(reading.repaired_lines, 0U);
}

TEST(ReaderRepair, NeverGuesses) {
  const char* const kNames[] = {
      "a\",printer_id=\"9",       // two ways to have each label once
      "\",x=",                    // one quote would open a value and end one
      "a\" b\"} 5 ",              // the labels might end in the middle
      "6\" bed\"} 5 6 # {x=\"y",  // or before an exemplar
      "a\nb",                     // torn in two
      "a\n6\" b",
  };
  for (const std::string name : kNames) {
    const Reading reading = ReadText("a 1\n" + OdinLine(name) + "b 2\n");
    EXPECT_GE(reading.bad_lines, 1U) << name;
    EXPECT_EQ(reading.bad_lines, reading.lines - 2) << name;
    EXPECT_EQ(reading.repaired_lines, 0U) << name;
    EXPECT_EQ(Written(reading.families), "# TYPE a untyped\na 1\n# TYPE b untyped\nb 2\n") << name;
  }
}

TEST(ReaderRepair, EscapesWhatItRepaired) {
  const Reading reading = ReadText("a{b=\"6\" bed\\\"} 1\n");
  const std::string text = "# TYPE a untyped\na{b=\"6\\\" bed\\\\\"} 1\n";
  EXPECT_EQ(Written(reading.families), text);
  EXPECT_EQ(Rewritten(text), text);
}

TEST(ReaderRepair, RepairsOtherLinesOfTheSameShape) {
  EXPECT_EQ(Written(ReadText("a{b=\"6\" \", } 1 5\n").families),
            "# TYPE a untyped\na{b=\"6\\\" \"} 1\n");
  EXPECT_EQ(Written(ReadText("a { b = \"6\" , c\" , d = \"e\" } 1\n").families),
            "# TYPE a untyped\na{b=\"6\\\" , c\",d=\"e\"} 1\n");
}

TEST(ReaderRepair, ReplacesWhatIsNotUtf8) {
  const Reading reading = ReadText("a{b=\"\xFF\"} 1\na{b=\"\xFE\"} 2\na{b=\"z\"} 3\n");
  EXPECT_EQ(Written(reading.families), "# TYPE a untyped\na{b=\"\xEF\xBF\xBD\"} 1\na{b=\"z\"} 3\n");
  EXPECT_EQ(reading.repaired_lines, 2U);
  EXPECT_EQ(reading.dropped_series, 1U);
  EXPECT_EQ(Written(ReadText(std::string("a{b=\"\0\"} 1\n", 11)).families),
            "# TYPE a untyped\na{b=\"\xEF\xBF\xBD\"} 1\n");
}

TEST(ReaderRepair, ReadsAHelpTextWithoutEscapes) {
  const Reading reading = ReadText("# HELP a In C:\\data\\new\na 1\n");
  EXPECT_EQ(reading.families.at(0).help, "In C:\\data\\new");
  EXPECT_EQ(reading.repaired_lines, 1U);
  EXPECT_THAT(ReadText("# HELP a \xFF\n").families, IsEmpty());
}

}  // namespace
}  // namespace agent::exposition
