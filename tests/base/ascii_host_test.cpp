#include "agent/base/ascii_host.hpp"

#include <gtest/gtest.h>

namespace agent::base {
namespace {

// As idn2 (libidn2) writes them.
TEST(AsciiHost, IsWhatDnsKnows) {
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

TEST(AsciiHost, MapsByUnicodesTables) {
  EXPECT_EQ(AsciiHost("bu\u0308cher.example"), "xn--bcher-kva.example");
  EXPECT_EQ(AsciiHost("ｆｕｌｌ.example"), "full.example");
  EXPECT_EQ(AsciiHost("ä。b"), "xn--4ca.b");
  EXPECT_EQ(AsciiHost("Łódź"), "xn--d-uga0v4h");
}

TEST(AsciiHost, IsNoneOfWhatIsNoName) {
  EXPECT_EQ(AsciiHost("x\xFFy"), std::nullopt);
  EXPECT_EQ(AsciiHost("\u2028ü"), std::nullopt);
  EXPECT_EQ(AsciiHost(std::string(70, 'a') + "ü"), std::nullopt);
}

}  // namespace
}  // namespace agent::base
