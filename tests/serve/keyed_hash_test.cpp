#include "agent/serve/keyed_hash.hpp"

#include <gtest/gtest.h>

namespace agent::serve {
namespace {

TEST(KeyedHash, IsEqualForEqualPartsOnly) {
  const KeyedHash hash;
  EXPECT_TRUE(ConstantTimeEqual(hash({"user", "password"}), hash({"user", "password"})));
  EXPECT_FALSE(ConstantTimeEqual(hash({"user", "password"}), hash({"user", "passwore"})));
  EXPECT_FALSE(ConstantTimeEqual(hash({"user", "password"}), hash({"userp", "assword"})));
  EXPECT_FALSE(ConstantTimeEqual(hash({"1:a"}), hash({"", "a"})));
}

TEST(KeyedHash, HasAKeyOfItsOwn) {
  EXPECT_FALSE(ConstantTimeEqual(KeyedHash()({"secret"}), KeyedHash()({"secret"})));
}

TEST(ConstantTimeEqual, ComparesWholeTexts) {
  EXPECT_TRUE(ConstantTimeEqual("", ""));
  EXPECT_TRUE(ConstantTimeEqual("abc", "abc"));
  EXPECT_FALSE(ConstantTimeEqual("abc", "abd"));
  EXPECT_FALSE(ConstantTimeEqual("abc", "abcd"));
  EXPECT_FALSE(ConstantTimeEqual("abc", ""));
}

}  // namespace
}  // namespace agent::serve
