#include "agent/config/suggest.hpp"

#include <gtest/gtest.h>

#include <array>

namespace agent::config {
namespace {

constexpr std::array<std::string_view, 5> kWords = {"ca_file", "cert_file", "key_file", "url",
                                                    "timeout"};

TEST(Suggest, FindsTheWordThatIsMeant) {
  EXPECT_EQ(ClosestWord("ca_fil", kWords), "ca_file");
  EXPECT_EQ(ClosestWord("cafile", kWords), "ca_file");
  EXPECT_EQ(ClosestWord("CA_FILE", kWords), "ca_file");
  EXPECT_EQ(ClosestWord("tiemout", kWords), "timeout");
  EXPECT_EQ(ClosestWord("time_out", kWords), "timeout");
  EXPECT_EQ(ClosestWord("ulr", kWords), "url");
  EXPECT_EQ(ClosestWord("timeout_ms", kWords), "timeout");
  EXPECT_EQ(ClosestWord("cert", kWords), "cert_file");
}

TEST(Suggest, IsSilentWhereNothingIsNear) {
  EXPECT_EQ(ClosestWord("", kWords), "");
  EXPECT_EQ(ClosestWord("uri2", kWords), "");
  EXPECT_EQ(ClosestWord("password", kWords), "");
  EXPECT_EQ(ClosestWord(std::string(100'000, 'u'), kWords), "");
  EXPECT_EQ(ClosestWord("url", {}), "");
}

TEST(Suggest, JoinsWordsWithCommas) {
  EXPECT_EQ(JoinWords(kWords), "ca_file, cert_file, key_file, url, timeout");
  EXPECT_EQ(JoinWords({}), "");
}

}  // namespace
}  // namespace agent::config
