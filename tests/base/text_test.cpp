#include "agent/base/text.hpp"

#include <gtest/gtest.h>

namespace agent::base {
namespace {

TEST(Text, FoldsAsciiCaseOnly) {
  EXPECT_EQ(ToLowerAscii("PENDING İÄ"), "pending İÄ");
  EXPECT_TRUE(EqualsIgnoreCase("Printing", "PRINTING"));
  EXPECT_FALSE(EqualsIgnoreCase("print", "printing"));
}

TEST(Text, TrimsWhiteSpaceAtBothEnds) {
  EXPECT_EQ(Trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(Trim(" \n"), "");
}

TEST(Text, MakesOneLineOfAnything) {
  EXPECT_EQ(OneLine(" a\nb\x1b[31m\x7f ", 100), "a b [31m");
  EXPECT_EQ(OneLine("a\xFF", 100), "a\xEF\xBF\xBD");
  EXPECT_EQ(OneLine("a\u202Eb", 100), "a\\u202eb");
}

TEST(Text, CutsBetweenCharactersNotWithinThem) {
  EXPECT_EQ(OneLine("äöü", 4), "äö…");
  EXPECT_EQ(OneLine("äöü", 3), "ä…");
  EXPECT_EQ(OneLine("äöü", 6), "äöü");
}

TEST(IsHttpToken, TakesLettersDigitsAndTheMarksOfTheRfc) {
  for (const char* text : {"Bearer", "X-Scope-OrgID", "a", "0", "!#$%&'*+-.^_`|~"}) {
    EXPECT_TRUE(IsHttpToken(text)) << text;
  }
}

TEST(IsHttpToken, TakesNothingElse) {
  for (const char* text : {"", "two words", "a:b", "a\tb", "a\n", "\"a\"", "K\xC3\xB6ln", "a,b"}) {
    EXPECT_FALSE(IsHttpToken(text)) << text;
  }
}

}  // namespace
}  // namespace agent::base
