#include "agent/net/mask.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "agent/base/base64.hpp"

namespace agent::net {
namespace {

TEST(Mask, ReplacesEachSecretWhereverItIs) {
  Mask mask;
  mask.Add("hunter2");
  mask.Add("abc");
  EXPECT_EQ(mask.Apply("hunter2, not hunter but hunter2abc"), "***, not hunter but ******");
}

TEST(Mask, ReplacesTheLongestOfTwoThatBeginAlike) {
  Mask mask;
  mask.Add("abc");
  mask.Add("abcdef");
  EXPECT_EQ(mask.Apply("abcdef abcde!"), "*** ***de!");
}

TEST(Mask, KnowsThePasswordOfAUrlInEachForm) {
  Mask mask;
  mask.AddPasswordOf("socks5h://me:p%40ss@proxy:1080");
  EXPECT_EQ(mask.Apply("p%40ss p@ss bWU6cEBzcw== me"), "*** *** *** me");  // of me:p@ss
  Mask token;
  token.AddPasswordOf("http://t0ken@proxy");
  EXPECT_EQ(token.Apply("t0ken dDBrZW46"), "*** ***");  // of t0ken:
  Mask none;
  none.AddPasswordOf("http://proxy");
  none.AddPasswordOf("no URL");
  EXPECT_EQ(none.Apply("http://proxy"), "http://proxy");
}

// Servers repeat what they were shown in the writing of their own format.
TEST(Mask, KnowsASecretInEachWriting) {
  Mask mask;
  mask.Add("a\"b/c&d\\e f+g\xC3\xA4");  // a"b/c&d\e f+gä
  for (const std::string_view text : {
           "a\"b/c&d\\e f+g\xC3\xA4", "a%22b%2Fc%26d%5Ce%20f%2Bg%C3%A4",
           "a%22b%2fc%26d%5ce+f%2bg%c3%a4", "a%2522b%252Fc%2526d%255Ce%2520f%252Bg%25C3%25A4",
           R"(a\"b\/c&d\\e f+g\u00e4)", R"(a\x22b/c\u0026d\\e f+g\xc3\xa4)",
           "a&quot;b/c&amp;d\\e f+g&#228;", "a&#34;b&#x2F;c&#38;d&#92;e f&#43;g&#xE4;",
           "a\"b/c&d\\e f+g\xC3\x83\xC2\xA4",  // as Latin-1
       }) {
    EXPECT_EQ(mask.Apply("<" + std::string(text) + ">"), "<***>") << text;
  }
}

TEST(Mask, KnowsASecretWithinWhatIsInBase64) {
  Mask mask;
  mask.Add("odin_t0ken");
  for (const std::string around : {"", "a", "ab", "abc", "user:"}) {
    for (const std::string& text : {base::Base64Encode(around + "odin_t0ken" + around),
                                    base::Base64UrlEncode(around + "odin_t0ken")}) {
      const std::string masked = mask.Apply("Basic " + text);
      EXPECT_THAT(masked, testing::HasSubstr("***")) << text;
      // All but the digits that hold a part of what is around.
      EXPECT_LE(masked.size(), std::string("Basic ***").size() + 4 * around.size() / 3 * 2 + 8);
    }
  }
  Mask plus;
  plus.Add(">?>~~?>?~>>?");
  EXPECT_EQ(plus.Apply(base::Base64Encode(">?>~~?>?~>>?")), "***");
  EXPECT_EQ(plus.Apply(base::Base64UrlEncode(">?>~~?>?~>>?")), "***");
}

TEST(Mask, KnowsTheFrontOfASecretWhereTheTextIsCut) {
  Mask mask;
  mask.Add("odin_t0ken");
  EXPECT_EQ(mask.Apply("key odin_t0k"), "key ***");
  EXPECT_EQ(mask.Apply("key odin_t%30"), "key ***");
  EXPECT_EQ(mask.Apply("key odin_t%3"), "key ***");
  EXPECT_EQ(mask.Apply("of odin"), "of odin") << "a word that anybody may say";
  EXPECT_EQ(mask.Apply("odin_t0k is none"), "odin_t0k is none");
}

TEST(Mask, QuotesWithoutLeavingAPartOfASecretAtTheCut) {
  Mask mask;
  mask.Add("odin_t0ken");
  for (std::size_t before = 0; before < 30; ++before) {
    const std::string quoted = mask.Quote(std::string(before, '.') + "odin_t0ken and more", 20);
    EXPECT_THAT(quoted, testing::Not(testing::HasSubstr("od"))) << quoted;
  }
  // Of a secret with a control character, the line shows a blank.
  mask.Add("tab\tbed");
  EXPECT_EQ(mask.Quote("tab\tbed\nline", 100), "*** line");
  EXPECT_EQ(mask.Quote(std::string(1'000'000, 'x') + "odin_t0ken", 5), "xxxxx…");
}

TEST(Mask, TakesAnEmptySecretForNone) {
  Mask mask;
  mask.Add("");
  EXPECT_EQ(mask.Apply("text"), "text");
}

}  // namespace
}  // namespace agent::net
