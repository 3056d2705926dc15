#include "agent/base/base64.hpp"

#include <gtest/gtest.h>

namespace agent::base {
namespace {

// The test vectors of RFC 4648, section 10.
TEST(Base64, EncodesTheVectorsOfTheRfc) {
  EXPECT_EQ(Base64Encode(""), "");
  EXPECT_EQ(Base64Encode("f"), "Zg==");
  EXPECT_EQ(Base64Encode("fo"), "Zm8=");
  EXPECT_EQ(Base64Encode("foo"), "Zm9v");
  EXPECT_EQ(Base64Encode("foob"), "Zm9vYg==");
  EXPECT_EQ(Base64Encode("fooba"), "Zm9vYmE=");
  EXPECT_EQ(Base64Encode("foobar"), "Zm9vYmFy");
}

TEST(Base64, UsesTheUrlSafeAlphabetWhereAsked) {
  EXPECT_EQ(Base64Encode("\xFB\xFF\xFE"), "+//+");
  EXPECT_EQ(Base64UrlEncode("\xFB\xFF\xFE"), "-__-");
}

TEST(Base64, DecodesWhatItEncodes) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    EXPECT_EQ(Base64Decode(Base64Encode(bytes)), bytes);
    bytes += static_cast<char>(i);
  }
}

TEST(Base64, DecodesWithoutPadding) { EXPECT_EQ(Base64Decode("Zm9vYg"), "foob"); }

TEST(Base64, RefusesOtherCharactersAndLengths) {
  EXPECT_EQ(Base64Decode("Zm9v!"), std::nullopt);
  EXPECT_EQ(Base64Decode("Zm 9v"), std::nullopt);
  EXPECT_EQ(Base64Decode("Zm9vY"), std::nullopt);
  EXPECT_EQ(Base64Decode("Zg==="), std::nullopt);
  EXPECT_EQ(Base64Decode("Zg="), std::nullopt);
  EXPECT_EQ(Base64Decode("Zm8=="), std::nullopt);
  EXPECT_EQ(Base64Decode("-__-"), std::nullopt);
}

}  // namespace
}  // namespace agent::base
