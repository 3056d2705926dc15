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

TEST(NamePattern, NeverMatchesANameThatIsTooLong) {
  EXPECT_TRUE(NamePattern("a*").Matches(std::string(200, 'a')));
  EXPECT_FALSE(NamePattern("a*").Matches(std::string(201, 'a')));
}

TEST(NamePattern, RefusesWhatItCannotMatchInLinearTime) {
  for (const char* pattern : {R"((a)\1)", "a{1000}", "(?=a)b", "(?!a)b", "(", "[", "*", "[b-a]"}) {
    EXPECT_THROW(NamePattern{pattern}, std::invalid_argument) << pattern;
  }
  EXPECT_NO_THROW(NamePattern(R"(a\{2\}\(\?=)"));
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
