#include "agent/base/number.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <clocale>
#include <cmath>
#include <limits>
#include <random>

namespace agent::base {
namespace {

std::string Written(double value) {
  std::string out;
  AppendDouble(out, value);
  return out;
}

TEST(Number, IsWrittenAsTheShortestDecimalThatReadsBack) {
  EXPECT_EQ(Written(210.3), "210.3");
  EXPECT_EQ(Written(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(Written(0), "0");
  EXPECT_EQ(Written(-0.0), "-0");
  EXPECT_EQ(Written(100), "100");
  EXPECT_EQ(Written(1e21), "1e+21");
  EXPECT_EQ(Written(5e-324), "5e-324");
}

TEST(Number, NamesWhatIsNotFinite) {
  EXPECT_EQ(Written(std::numeric_limits<double>::quiet_NaN()), "NaN");
  EXPECT_EQ(Written(std::numeric_limits<double>::infinity()), "+Inf");
  EXPECT_EQ(Written(-std::numeric_limits<double>::infinity()), "-Inf");
}

TEST(Number, ReadsBackEveryDoubleThatItWrites) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 10'000; ++i) {
    const double value = std::bit_cast<double>(random());
    const std::optional<double> read = ParseDouble(Written(value));
    ASSERT_TRUE(read) << Written(value);
    if (std::isnan(value)) {
      EXPECT_TRUE(std::isnan(*read));
    } else {
      EXPECT_EQ(*read, value);
    }
  }
}

TEST(Number, ReadsSignsExponentsAndNames) {
  EXPECT_EQ(ParseDouble("+1.5e3"), 1500.0);
  EXPECT_EQ(ParseDouble("-2"), -2.0);
  EXPECT_EQ(ParseDouble("+Inf"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(ParseDouble("-inf"), -std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(ParseDouble("NaN").value()));
}

TEST(Number, RefusesEverythingElse) {
  for (const char* text : {"", " ", "+", "+-1", "1,5", "1 ", " 1", "0x10", "1e", "one", "1.2.3"}) {
    EXPECT_EQ(ParseDouble(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace agent::base
