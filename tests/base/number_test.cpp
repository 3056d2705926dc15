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

TEST(Number, ReadsDecimalNumbers) {
  EXPECT_EQ(ParseDouble("0"), 0);
  EXPECT_EQ(ParseDouble("007"), 7);
  EXPECT_EQ(ParseDouble("+210.3"), 210.3);
  EXPECT_EQ(ParseDouble("+1.5e3"), 1500.0);
  EXPECT_EQ(ParseDouble("-1.5e3"), -1500);
  EXPECT_EQ(ParseDouble("-2"), -2.0);
  EXPECT_EQ(ParseDouble("1E+2"), 100);
  EXPECT_EQ(ParseDouble("5."), 5);
  EXPECT_EQ(ParseDouble(".5"), 0.5);
  EXPECT_TRUE(std::signbit(*ParseDouble("-0")));
}

TEST(Number, ReadsNumbersByNameInAnyCase) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  for (const char* text : {"Inf", "+Inf", "inf", "INF", "infinity", "+INFINITY"}) {
    EXPECT_EQ(ParseDouble(text), kInfinity) << text;
  }
  EXPECT_EQ(ParseDouble("-Inf"), -kInfinity);
  EXPECT_EQ(ParseDouble("-inf"), -kInfinity);
  for (const char* text : {"NaN", "nan", "NAN"}) {
    ASSERT_TRUE(ParseDouble(text).has_value()) << text;
    EXPECT_TRUE(std::isnan(*ParseDouble(text))) << text;
  }
}

TEST(Number, RefusesWhatPrometheusRefuses) {
  for (const char* text :
       {"",     "+",      "-",     ".",   "e5",    "1e",     "1e+",    "+-1",  "-+1",  "--1",
        "0x10", "0x1p-2", "1_000", "1,5", "+nan",  "-nan",   "nan(1)", "in",   "infi", "1 ",
        " 1",   "1\r",    "one",   "1f",  "1e400", "-1e400", " ",      "1.2.3"}) {
    EXPECT_EQ(ParseDouble(text), std::nullopt) << text;
  }
}

TEST(Number, TakesNumbersTooSmallForZero) {
  EXPECT_EQ(ParseDouble("1e-400"), 0);
  EXPECT_TRUE(std::signbit(*ParseDouble("-1e-400")));
  EXPECT_EQ(ParseDouble("0." + std::string(400, '0') + "1"), 0);
  EXPECT_EQ(ParseDouble("1e-99999999999999999999"), 0);
  EXPECT_EQ(ParseDouble("0e99999999999999999999"), 0);
  EXPECT_EQ(ParseDouble("1" + std::string(400, '0')), std::nullopt);
  EXPECT_EQ(ParseDouble("1e99999999999999999999"), std::nullopt);
  EXPECT_EQ(ParseDouble("5e-324"), 5e-324);
}

}  // namespace
}  // namespace agent::base
