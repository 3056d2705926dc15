#include "agent/base/duration.hpp"

#include <gtest/gtest.h>

namespace agent::base {
namespace {

using std::chrono::milliseconds;
using namespace std::chrono_literals;

TEST(Duration, ReadsEveryUnitOfPrometheus) {
  EXPECT_EQ(ParseDuration("15s"), 15s);
  EXPECT_EQ(ParseDuration("1m30s"), 90s);
  EXPECT_EQ(ParseDuration("500ms"), 500ms);
  EXPECT_EQ(ParseDuration("2h"), 2h);
  EXPECT_EQ(ParseDuration("1d"), 24h);
  EXPECT_EQ(ParseDuration("1w"), 7 * 24h);
  EXPECT_EQ(ParseDuration("1y"), 365 * 24h);
  EXPECT_EQ(ParseDuration("1y2w3d4h5m6s7ms"), 365 * 24h + 17 * 24h + 4h + 5min + 6s + 7ms);
  EXPECT_EQ(ParseDuration("0"), 0ms);
  EXPECT_EQ(ParseDuration("0s"), 0ms);
}

TEST(Duration, RefusesEverythingElse) {
  for (const char* text : {"", " ", "15", "s", "15 s", "-1s", "+1s", "1.5s", "1s1s", "1s1m", "1S",
                           "1sec", "1s ", " 1s", "1µs", "1m30", "4294967296s", "101y"}) {
    EXPECT_EQ(ParseDuration(text), std::nullopt) << text;
  }
}

TEST(Duration, WritesWhatItReadsBack) {
  EXPECT_EQ(FormatDuration(0ms), "0s");
  EXPECT_EQ(FormatDuration(90s), "1m30s");
  EXPECT_EQ(FormatDuration(15s), "15s");
  EXPECT_EQ(FormatDuration(1ms), "1ms");
  EXPECT_EQ(FormatDuration(25h), "25h");
  for (const milliseconds value :
       std::initializer_list<milliseconds>{1ms, 999ms, 1s, 61s, 1h, 86'399'999ms}) {
    EXPECT_EQ(ParseDuration(FormatDuration(value)), value);
  }
}

}  // namespace
}  // namespace agent::base
