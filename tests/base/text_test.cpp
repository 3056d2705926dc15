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

TEST(IsControl, KnowsC0AndDel) {
  for (const char c : {'\0', '\t', '\n', '\x1F', '\x7F'}) EXPECT_TRUE(IsControl(c)) << int{c};
  for (const char c : {' ', 'a', '\x80', '\xFF'}) EXPECT_FALSE(IsControl(c)) << int{c};
}

TEST(IsControlButSpace, LeavesOutTabsAndLineEnds) {
  for (const char c : {'\0', '\x0B', '\x7F'}) EXPECT_TRUE(IsControlButSpace(c)) << int{c};
  for (const char c : {'\t', '\r', '\n', 'a'}) EXPECT_FALSE(IsControlButSpace(c)) << int{c};
}

TEST(IsHttpToken, TakesTheNamesOfHeaderFieldsAndNothingElse) {
  for (const char* name : {"X-API-Key", "a", "0", "!#$%&'*+-.^_`|~"}) {
    EXPECT_TRUE(IsHttpToken(name)) << name;
  }
  for (const char* text : {"", "a b", "a:", "(a)", "a/b", "\"a\"", "ä"}) {
    EXPECT_FALSE(IsHttpToken(text)) << text;
  }
}

}  // namespace
}  // namespace agent::base
