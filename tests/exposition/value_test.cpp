#include "agent/exposition/value.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <limits>
#include <optional>

namespace agent::exposition {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Value, ReadsDecimalNumbers) {
  EXPECT_EQ(ParseValue("0"), 0);
  EXPECT_EQ(ParseValue("007"), 7);
  EXPECT_EQ(ParseValue("+210.3"), 210.3);
  EXPECT_EQ(ParseValue("-1.5e3"), -1500);
  EXPECT_EQ(ParseValue("1E+2"), 100);
  EXPECT_EQ(ParseValue("5."), 5);
  EXPECT_EQ(ParseValue(".5"), 0.5);
  EXPECT_TRUE(std::signbit(*ParseValue("-0")));
}

TEST(Value, ReadsNumbersByNameInAnyCase) {
  for (const char* text : {"Inf", "+Inf", "inf", "INF", "infinity", "+INFINITY"}) {
    EXPECT_EQ(ParseValue(text), kInfinity) << text;
  }
  EXPECT_EQ(ParseValue("-Inf"), -kInfinity);
  for (const char* text : {"NaN", "nan", "NAN"}) {
    ASSERT_TRUE(ParseValue(text).has_value()) << text;
    EXPECT_TRUE(std::isnan(*ParseValue(text))) << text;
  }
}

TEST(Value, RefusesWhatPrometheusRefuses) {
  for (const char* text :
       {"",     "+",    "-",      ".",     "e5",  "1e",   "1e+",   "+-1",    "-+1",
        "--1",  "0x10", "0x1p-2", "1_000", "1,5", "+nan", "-nan",  "nan(1)", "in",
        "infi", "1 ",   " 1",     "1\r",   "one", "1f",   "1e400", "-1e400"}) {
    EXPECT_EQ(ParseValue(text), std::nullopt) << text;
  }
}

TEST(Value, TakesNumbersTooSmallForZero) {
  EXPECT_EQ(ParseValue("1e-400"), 0);
  EXPECT_TRUE(std::signbit(*ParseValue("-1e-400")));
  EXPECT_EQ(ParseValue("0." + std::string(400, '0') + "1"), 0);
  EXPECT_EQ(ParseValue("1e-99999999999999999999"), 0);
  EXPECT_EQ(ParseValue("0e99999999999999999999"), 0);
  EXPECT_EQ(ParseValue("1" + std::string(400, '0')), std::nullopt);
  EXPECT_EQ(ParseValue("1e99999999999999999999"), std::nullopt);
  EXPECT_EQ(ParseValue("5e-324"), 5e-324);
}

base::WallTime At(double seconds) {
  return base::WallTime(
      std::chrono::round<base::WallTime::duration>(std::chrono::duration<double>(seconds)));
}

TEST(Value, ReadsTimestamps) {
  EXPECT_EQ(ParseTimestamp("1795348800000", false), At(1795348800));
  EXPECT_EQ(ParseTimestamp("-5", false), At(-0.005));
  EXPECT_EQ(ParseTimestamp("+5", false), At(0.005));
  EXPECT_EQ(ParseTimestamp("9223372036854775807", false), base::WallTime::max());
  EXPECT_EQ(ParseTimestamp("-9223372036854775808", false), base::WallTime::min());
  for (const char* text : {"", "+", "+-5", "1.5", "1e3", "NaN", "99999999999999999999"}) {
    EXPECT_EQ(ParseTimestamp(text, false), std::nullopt) << text;
  }
  EXPECT_EQ(ParseTimestamp("1795348800.5", true), At(1795348800.5));
  EXPECT_EQ(ParseTimestamp("1e300", true), base::WallTime::max());
  EXPECT_EQ(ParseTimestamp("NaN", true), std::nullopt);
}

}  // namespace
}  // namespace agent::exposition
