#include "agent/base/name_pattern.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>

namespace agent::base {
namespace {

TEST(NamePattern, MatchesTheWholeOfAName) {
  EXPECT_TRUE(NamePattern("process_.*").Matches("process_open_fds"));
  EXPECT_FALSE(NamePattern("process_").Matches("process_open_fds"));
  EXPECT_FALSE(NamePattern("open_fds").Matches("process_open_fds"));
  EXPECT_TRUE(NamePattern("a|b_.+").Matches("b_c"));
  EXPECT_FALSE(NamePattern("a|b_.+").Matches("a_c"));
  EXPECT_TRUE(NamePattern("(?:go|python)_[a-z_]+(_total)?").Matches("python_gc_total"));
  EXPECT_TRUE(NamePattern(R"(a\.b)").Matches("a.b"));
  EXPECT_FALSE(NamePattern("a").Matches("A"));
  EXPECT_FALSE(NamePattern("a+").Matches(""));
}

TEST(NamePattern, MatchesNamesOfAnyLength) {
  EXPECT_TRUE(NamePattern("a*").Matches(std::string(1'000'000, 'a')));
  EXPECT_FALSE(NamePattern("a*").Matches(std::string(1'000'000, 'a') + 'b'));
}

TEST(NamePattern, TakesRepetitionCountsAndFlagsAsPrometheusDoes) {
  EXPECT_TRUE(NamePattern("a{2,3}").Matches("aa"));
  EXPECT_FALSE(NamePattern("a{2,3}").Matches("aaaa"));
  EXPECT_TRUE(NamePattern("(?i)a").Matches("A"));
}

std::string FaultOf(const std::string& pattern) {
  try {
    static_cast<void>(NamePattern(pattern));
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(NamePattern, SaysWhatIsWrongWithAPattern) {
  const std::string parentheses =
      "has a ( without its ), or the other way round, or a *, + or ? with nothing to repeat";
  for (const char* pattern : {"(", ")", "*", "a(b", "a**+"}) {
    EXPECT_EQ(FaultOf(pattern), parentheses) << pattern;
  }
  for (const char* pattern : {"(?=a)b", "(?!a)b", "(?<=a)b"}) {
    EXPECT_EQ(FaultOf(pattern), "has a group of a kind that is not supported, such as (?=");
  }
  EXPECT_EQ(FaultOf("["), "has a [ without its ], or the other way round");
  EXPECT_EQ(FaultOf("[b-a]"), "has a range in [] that runs backwards");
  EXPECT_EQ(FaultOf(R"((a)\1)"), "has a back-reference, which is not supported");
  EXPECT_EQ(FaultOf(R"(\y)"), "has a \\ before a character that it does not go with");
  EXPECT_EQ(FaultOf("a\\"), "has a \\ before a character that it does not go with");
  EXPECT_EQ(FaultOf("a{1001}"), "has a repetition count ({) that is too large");
  EXPECT_EQ(FaultOf(R"(\pL{900})"),
            "needs too much memory: are its repetition counts ({) too large?");
  EXPECT_EQ(FaultOf(std::string(201, 'a')), "is longer than 200 characters");
  EXPECT_EQ(FaultOf(R"(a\{2\}\(\?=)"), "");
}

// A matcher that backtracks would need longer than the universe has been there.
TEST(NamePattern, DoesNotBacktrack) {
  const std::string name(199, 'a');
  for (const std::string pattern : {"(a+)+b", "(a*)*b", "(a|aa)+b", "(.*)(.*)(.*)(.*)(.*)(.*)b"}) {
    EXPECT_FALSE(NamePattern(pattern).Matches(name + '!')) << pattern;
    EXPECT_TRUE(NamePattern(pattern).Matches(name + 'b')) << pattern;
  }
}

// Threads of the agent have stacks of 1 MB.
TEST(NamePattern, NeedsLittleStackForTheWorstPatterns) {
  std::string nested;
  for (int i = 0; i < 66; ++i) nested += '(';
  nested += 'a';
  for (int i = 0; i < 66; ++i) nested += ")*";
  std::string optional;
  while (optional.size() < 200) optional += "a?";
  std::string alternatives = "a";
  while (alternatives.size() < 199) alternatives += "|a";
  for (const std::string& pattern : {nested, optional, alternatives, std::string(200, '(')}) {
    std::jthread([&pattern] {
      try {
        static_cast<void>(NamePattern(pattern).Matches(std::string(200, 'a')));
      } catch (const std::invalid_argument&) {
      }
    });
  }
}

}  // namespace
}  // namespace agent::base
