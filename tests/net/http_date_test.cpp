#include "agent/net/http_date.hpp"

#include <gtest/gtest.h>

#include <ctime>

namespace agent::net {
namespace {

using std::chrono::seconds;

constexpr std::chrono::hours kYear = std::chrono::hours(24 * 365);

base::WallTime At(std::int64_t unix_seconds) { return base::WallTime(seconds(unix_seconds)); }

TEST(HttpDate, ReadsTheThreeFormsOfTheStandard) {
  EXPECT_EQ(ParseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT"), At(784111777));
  EXPECT_EQ(ParseHttpDate("Sunday, 06-Nov-94 08:49:37 GMT"), At(784111777));
  EXPECT_EQ(ParseHttpDate("Sun Nov  6 08:49:37 1994"), At(784111777));
}

TEST(HttpDate, RejectsWhatIsNoDate) {
  for (const char* text : {"", "soon", "12", "20261122", "-1", "Sun, 99 Nov 1994 08:49:37 GMT"}) {
    EXPECT_EQ(ParseHttpDate(text), std::nullopt) << text;
  }
}

TEST(HttpDate, RejectsYearsThatTheClockCannotHold) {
  // Debian's 32-bit ARM counts the seconds in 32 bits; there libcurl reads no year after 2037.
  const bool is_long = sizeof(std::time_t) > 4;
  EXPECT_NE(
      ParseHttpDate(is_long ? "Sat, 31 Dec 2255 23:59:59 GMT" : "Thu, 31 Dec 2037 23:59:59 GMT"),
      std::nullopt);
  EXPECT_EQ(ParseHttpDate("Fri, 31 Dec 9999 23:59:59 GMT"), std::nullopt);
  EXPECT_EQ(ParseHttpDate("Sat, 01 Jan 1600 00:00:00 GMT"), std::nullopt);
}

TEST(RetryAfter, ReadsSeconds) {
  EXPECT_EQ(ParseRetryAfter("120", At(0)), seconds(120));
  EXPECT_EQ(ParseRetryAfter("0", At(0)), seconds(0));
}

TEST(RetryAfter, KeepsSecondsWithinAYear) {
  EXPECT_EQ(ParseRetryAfter("-5", At(0)), seconds(0));
  EXPECT_EQ(ParseRetryAfter("-99999999999999999999", At(0)), seconds(0));
  EXPECT_GE(ParseRetryAfter("9223372036854775807", At(0)), kYear);
  EXPECT_GE(ParseRetryAfter("99999999999999999999", At(0)), kYear);
  EXPECT_LE(ParseRetryAfter("99999999999999999999", At(0)), kYear + std::chrono::hours(24));
}

TEST(RetryAfter, ReadsADateRelativeToNow) {
  EXPECT_EQ(ParseRetryAfter("Sun, 06 Nov 1994 08:49:37 GMT", At(784111777 - 90)), seconds(90));
  EXPECT_EQ(ParseRetryAfter("Sun, 06 Nov 1994 08:49:37 GMT", At(784111777 + 90)), seconds(0));
}

TEST(RetryAfter, RejectsOtherText) {
  for (const char* text : {"", "soon", "1.5", "12 s", "0x10"}) {
    EXPECT_EQ(ParseRetryAfter(text, At(0)), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace agent::net
