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

TEST(Utf8, IsCutBetweenCharacters) {
  const std::string text = "aü€🖨z";  // 1, 2, 3, 4 and 1 bytes
  EXPECT_EQ(HeadAtCharacter(text, 11), text);
  EXPECT_EQ(HeadAtCharacter(text, 10), "aü€🖨");
  for (const std::size_t bytes : {6, 7, 8, 9}) EXPECT_EQ(HeadAtCharacter(text, bytes), "aü€");
  for (const std::size_t bytes : {3, 4, 5}) EXPECT_EQ(HeadAtCharacter(text, bytes), "aü");
  EXPECT_EQ(HeadAtCharacter(text, 0), "");
  EXPECT_EQ(TailAtCharacter(text, 11), text);
  EXPECT_EQ(TailAtCharacter(text, 10), "ü€🖨z");
  for (const std::size_t bytes : {1, 2, 3, 4}) EXPECT_EQ(TailAtCharacter(text, bytes), "z");
  EXPECT_EQ(TailAtCharacter(text, 0), "");
}

TEST(Utf8, LosesAtMostThreeBytesMoreWhereItIsCutAndBroken) {
  const std::string broken(10, '\x80');
  EXPECT_EQ(HeadAtCharacter(broken, 8).size(), 5U);
  EXPECT_EQ(TailAtCharacter(broken, 8).size(), 5U);
}

TEST(WithoutByteOrderMark, TakesOneMarkFromTheFront) {
  EXPECT_EQ(WithoutByteOrderMark("\xEF\xBB\xBF\xEF\xBB\xBF"), "\xEF\xBB\xBF");
  EXPECT_EQ(WithoutByteOrderMark("a\xEF\xBB\xBF"), "a\xEF\xBB\xBF");
}

}  // namespace
}  // namespace agent::base
