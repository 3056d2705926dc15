#include "agent/net/mask.hpp"

#include <gtest/gtest.h>

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
  EXPECT_EQ(mask.Apply("abcdef abcde"), "*** ***de");
}

TEST(Mask, TakesAnEmptySecretForNone) {
  Mask mask;
  mask.Add("");
  EXPECT_EQ(mask.Apply("text"), "text");
}

}  // namespace
}  // namespace agent::net
