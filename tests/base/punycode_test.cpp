#include "agent/base/punycode.hpp"

#include <gtest/gtest.h>

namespace agent::base {
namespace {

// As idn2 (libidn2) writes them.
TEST(Punycode, IsWhatDnsKnows) {
  EXPECT_EQ(AsciiHost("bücher.example"), "xn--bcher-kva.example");
  EXPECT_EQ(AsciiHost("BÜCHER.Example"), "xn--bcher-kva.example");
  EXPECT_EQ(AsciiHost("push.münchen.de"), "push.xn--mnchen-3ya.de");
  EXPECT_EQ(AsciiHost("straße.de"), "xn--strae-oqa.de");
  EXPECT_EQ(AsciiHost("пример.испытание"), "xn--e1afmkfd.xn--80akhbyknj4f");
  EXPECT_EQ(AsciiHost("例え.テスト"), "xn--r8jz45g.xn--zckzah");
  EXPECT_EQ(AsciiHost("παράδειγμα.example"), "xn--hxajbheg2az3al.example");
  EXPECT_EQ(AsciiHost("ü"), "xn--tda");
  EXPECT_EQ(AsciiHost("plain.example"), "plain.example");
}

TEST(Punycode, IsNotGuessedWhereUnicodesTablesAreNeeded) {
  for (const char* host : {"bu\u0308cher.example", "ｆｕｌｌ.example", "a。b", "x\xFFy", "Łódź"}) {
    EXPECT_EQ(AsciiHost(host), std::nullopt) << host;
  }
  EXPECT_EQ(AsciiHost(std::string(70, 'a') + "ü"), std::nullopt);
}

}  // namespace
}  // namespace agent::base
