#include "agent/base/visible.hpp"

#include <gtest/gtest.h>

#include "agent/base/utf8.hpp"

namespace agent::base {
namespace {

TEST(Visible, LeavesWhatAPersonReads) {
  EXPECT_EQ(Visible("Prusa MK4 \"Ö\" 日本 🖨 \\n"), "Prusa MK4 \"Ö\" 日本 🖨 \\n");
}

TEST(Visible, WritesWhatActsOnATerminalAsItsCode) {
  EXPECT_EQ(Visible("a\x1b[31mb\r\n\x7f"), "a\\u001b[31mb\\u000d\\u000a\\u007f");
  EXPECT_EQ(Visible("\u009b31m \u009d0;title"), "\\u009b31m \\u009d0;title");
}

TEST(Visible, WritesWhatTurnsOrBreaksTheLineAsItsCode) {
  EXPECT_EQ(Visible("a\u202Eb\u2066c\u061Cd"), "a\\u202eb\\u2066c\\u061cd");
  EXPECT_EQ(Visible("a\u2028b\u2029c\u0085d"), "a\\u2028b\\u2029c\\u0085d");
}

TEST(Visible, WritesWhatNobodySeesAsItsCode) {
  EXPECT_EQ(Visible("a\u00A0b\u200Bc\uFEFFd\u3000e"), "a\\u00a0b\\u200bc\\ufeffd\\u3000e");
  EXPECT_EQ(Visible("a\U000E0041b"), "a\\U000e0041b");
}

TEST(Visible, ReplacesWhatIsNotUtf8) { EXPECT_EQ(Visible("a\xC3(\xFF"), "a\uFFFD(\uFFFD"); }

TEST(Visible, NamesACodePointAsPeopleLookItUp) {
  EXPECT_EQ(CodePointName(0xA0), "U+00A0");
  EXPECT_EQ(CodePointName(0xE0041), "U+E0041");
}

TEST(Visible, TakesOneCodePointAfterTheOther) {
  std::string_view text = "aß€🖨\xFF";
  for (const char32_t expected : {U'a', U'ß', U'€', U'🖨', char32_t{0xFFFD}}) {
    EXPECT_EQ(TakeCodePoint(text), expected);
  }
  EXPECT_TRUE(text.empty());
}

}  // namespace
}  // namespace agent::base
