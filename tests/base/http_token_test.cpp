#include "agent/base/http_token.hpp"

#include <gtest/gtest.h>

namespace agent::base {
namespace {

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
