#include "agent/app/farm_summary.hpp"

#include <gtest/gtest.h>

namespace agent::app {
namespace {

using farm::ParseTimestamp;

std::string Text(std::string_view newest) {
  return NewestReadingText(ParseTimestamp(newest), ParseTimestamp("2026-11-22 12:00:00").value());
}

TEST(NewestReading, IsNotSpokenOfWhileItIsFreshOrUnknown) {
  EXPECT_EQ(Text("2026-11-22 11:59:00"), "");
  EXPECT_EQ(Text("2026-11-22 12:00:30"), "");
  EXPECT_EQ(Text("never"), "");
}

TEST(NewestReading, HasItsAgeInAUnitThatSaysSomething) {
  EXPECT_EQ(Text("2026-11-22 11:58:30"), " (newest reading 90 s old)");
  EXPECT_EQ(Text("2026-11-22 11:55:01"), " (newest reading 4 min old)");
  EXPECT_EQ(Text("2026-11-22 09:00:00"), " (newest reading 3 h old)");
  EXPECT_EQ(Text("2026-11-19 11:00:00"), " (newest reading 3 d old)");
  EXPECT_EQ(Text("1601-01-01 00:00:00"), " (newest reading 155553 d old)");
}

TEST(NewestReading, IsSaidToBeInTheFuture) {
  EXPECT_EQ(Text("2026-11-22 14:00:00"),
            " (newest reading 2 h in the future, and online until then: O.D.I.N.'s clock or this "
            "machine's is wrong)");
  EXPECT_NE(Text("9999-12-31 23:59:59"), "");
}

}  // namespace
}  // namespace agent::app
