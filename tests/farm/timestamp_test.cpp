#include "agent/farm/timestamp.hpp"

#include <gtest/gtest.h>

namespace agent::farm {
namespace {

using namespace std::chrono_literals;

constexpr Timestamp kNoon =
    std::chrono::sys_days(std::chrono::November / 22 / 2026) + std::chrono::hours(12);

TEST(Timestamp, ReadsEachFormThatOdinWrites) {
  EXPECT_EQ(ParseTimestamp("2026-11-22 12:00:00"), kNoon);
  EXPECT_EQ(ParseTimestamp("2026-11-22T12:00:00"), kNoon);
  EXPECT_EQ(ParseTimestamp("2026-11-22T12:00:00Z"), kNoon);
  EXPECT_EQ(ParseTimestamp("2026-11-22 12:00:00.123456"), kNoon + 123ms);
  EXPECT_EQ(ParseTimestamp("2026-11-22 12:00:00.5"), kNoon + 500ms);
  EXPECT_EQ(ParseTimestamp("2026-11-22T12:00:00.999999999999Z"), kNoon + 999ms);
  EXPECT_EQ(ParseTimestamp(" 2026-11-22 12:00:00\n"), kNoon);
}

TEST(Timestamp, AppliesTheOffset) {
  EXPECT_EQ(ParseTimestamp("2026-11-22 12:00:00+00:00"), kNoon);
  EXPECT_EQ(ParseTimestamp("2026-11-22T13:00:00+01:00"), kNoon);
  EXPECT_EQ(ParseTimestamp("2026-11-22T06:30:00-0530"), kNoon);
  EXPECT_EQ(ParseTimestamp("2026-11-22T14:00:00.25+02"), kNoon + 250ms);
}

TEST(Timestamp, KnowsTheCalendar) {
  EXPECT_TRUE(ParseTimestamp("2024-02-29 00:00:00"));
  EXPECT_FALSE(ParseTimestamp("2026-02-29 00:00:00"));
  EXPECT_EQ(ParseTimestamp("1969-12-31 23:59:59"), Timestamp(-1s));
}

TEST(Timestamp, RefusesGarbage) {
  for (const char* text : {"",
                           "never",
                           "2026-11-22",
                           "12:00:00",
                           "2026-13-01 00:00:00",
                           "2026-00-10 00:00:00",
                           "2026-11-22 24:00:00",
                           "2026-11-22 12:60:00",
                           "2026-11-22 12:00:61",
                           "2026-11-22 12:00",
                           "2026-11-22 12:00:00.",
                           "2026-11-22 12:00:00+",
                           "2026-11-22 12:00:00+1",
                           "2026-11-22 12:00:00+01:",
                           "2026-11-22 12:00:00Zx",
                           "2026-11-22 12:00:00 +01:00 x",
                           "2026-11-22 12:00:00+99:00",
                           "2026-11-22_12:00:00",
                           "1763812800",
                           "-2026-11-22 12:00:00",
                           "2026-11-22 12:00:00+24:00",
                           "20260-1-22 12:00:00"}) {
    EXPECT_EQ(ParseTimestamp(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace agent::farm
