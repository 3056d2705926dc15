#include "agent/base/utc_text.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace agent::base {
namespace {

using namespace std::chrono_literals;

constexpr const char* kFormat = "%Y-%m-%d %H:%M:%S";

TEST(UtcText, WritesATimeInUtc) {
  EXPECT_EQ(UtcText(WallTime(1764158391s), kFormat), "2025-11-26 11:59:51");
  EXPECT_EQ(UtcText(WallTime(0s), "%H:%M UTC"), "00:00 UTC");
}

TEST(UtcText, RoundsDownAlsoBefore1970) {
  EXPECT_EQ(UtcText(WallTime(1999ms), kFormat), "1970-01-01 00:00:01");
  EXPECT_EQ(UtcText(WallTime(-1ms), kFormat), "1969-12-31 23:59:59");
}

}  // namespace
}  // namespace agent::base
