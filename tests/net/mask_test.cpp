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

TEST(Mask, TakesAnEmptySecretForNone) {
  Mask mask;
  mask.Add("");
  EXPECT_EQ(mask.Apply("text"), "text");
}

}  // namespace
}  // namespace agent::net
