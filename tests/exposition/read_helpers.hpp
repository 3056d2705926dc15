#pragma once

#include <gmock/gmock.h>

#include <string>
#include <string_view>
#include <vector>

#include "agent/exposition/reader.hpp"
#include "agent/exposition/writer.hpp"

namespace agent::exposition {

// The families as the writer writes them.
inline std::string Written(const std::vector<prometheus::MetricFamily>& families) {
  std::string text;
  WriteText(families, {}, text);
  return text;
}

// Reads a text that has nothing wrong and writes what was read.
inline std::string Rewritten(std::string_view text) {
  const Reading reading = ReadText(text);
  EXPECT_EQ(reading.bad_lines, 0U) << text;
  EXPECT_EQ(reading.repaired_lines, 0U) << text;
  EXPECT_EQ(reading.dropped_series, 0U) << text;
  EXPECT_TRUE(reading.examples.empty()) << reading.examples[0].reason;
  return Written(reading.families);
}

// The reasons of the examples, each behind its line's number: "3: no metric name".
inline std::vector<std::string> Reasons(const Reading& reading) {
  std::vector<std::string> reasons;
  for (const LineFault& fault : reading.examples) {
    reasons.push_back(std::to_string(fault.number) + ": " + fault.reason);
  }
  return reasons;
}

}  // namespace agent::exposition
