#include "agent/base/utf8.hpp"

#include <gtest/gtest.h>

namespace agent::base {
namespace {

const std::string kReplacement = "\xEF\xBF\xBD";

TEST(Utf8, LeavesWellFormedTextAlone) {
  for (const std::string text :
       {"", "plain", "Köln", "打印机", "🖨️", "\xF4\x8F\xBF\xBF", "\x7F"}) {
    EXPECT_EQ(SanitizeUtf8(text), text);
    EXPECT_TRUE(IsCleanUtf8(text));
  }
}

TEST(Utf8, ReplacesEveryBrokenPart) {
  const struct {
    std::string broken;
    std::string clean;
  } cases[] = {
      {"a\xFFz", "a" + kReplacement + "z"},
      {"\xC0\xAF", kReplacement + kReplacement},                     // overlong
      {"\xE0\x80\xAF", kReplacement + kReplacement + kReplacement},  // overlong
      {"\xED\xA0\x80", kReplacement + kReplacement + kReplacement},  // surrogate
      {"\xF4\x90\x80\x80", kReplacement + kReplacement + kReplacement + kReplacement},
      {"\xE2\x82", kReplacement},  // cut short
      {"\xE2\x82z", kReplacement + "z"},
      {"\x80", kReplacement},
      {std::string("a\0b", 3), "a" + kReplacement + "b"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(SanitizeUtf8(c.broken), c.clean);
    EXPECT_FALSE(IsCleanUtf8(c.broken));
    EXPECT_TRUE(IsCleanUtf8(c.clean));
  }
}

TEST(CutUtf8, EndsWhereACharacterDoes) {
  EXPECT_EQ(CutUtf8("aé€", 6), "aé€");
  EXPECT_EQ(CutUtf8("aé€", 5), "aé");
  EXPECT_EQ(CutUtf8("aé€", 3), "aé");
  EXPECT_EQ(CutUtf8("aé€", 2), "a");
  EXPECT_EQ(CutUtf8("aé€", 0), "");
  EXPECT_EQ(CutUtf8("\xF0\x9F\x8F\xAD", 3), "");
}

TEST(CutUtf8, KeepsNearlyAllOfWhatIsNoUtf8) {
  const std::string bytes(100, '\x80');
  EXPECT_EQ(CutUtf8(bytes, 50).size(), 47U);
  EXPECT_EQ(LastOfUtf8(bytes, 50).size(), 47U);
}

TEST(LastOfUtf8, BeginsWhereACharacterDoes) {
  EXPECT_EQ(LastOfUtf8("€éa", 6), "€éa");
  EXPECT_EQ(LastOfUtf8("€éa", 5), "éa");
  EXPECT_EQ(LastOfUtf8("€éa", 2), "a");
  EXPECT_EQ(LastOfUtf8("€éa", 0), "");
}

TEST(WithoutByteOrderMark, TakesOneMarkFromTheFront) {
  EXPECT_EQ(WithoutByteOrderMark("\xEF\xBB\xBF\xEF\xBB\xBF"), "\xEF\xBB\xBF");
  EXPECT_EQ(WithoutByteOrderMark("a\xEF\xBB\xBF"), "a\xEF\xBB\xBF");
}

}  // namespace
}  // namespace agent::base
