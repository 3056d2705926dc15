// Holds the tests that the reliability table of tests/README.md names against the tests that there
// are.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "config/match.hpp"
#include "support/paths.hpp"

namespace agent {
namespace {

namespace fs = std::filesystem;

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The parts of every match, one after the other.
std::vector<std::vector<std::string>> Matches(const std::string& pattern, std::string text) {
  std::vector<std::vector<std::string>> matches;
  while (auto match = config::Match(pattern, text)) {
    text.erase(0, text.find(match->at(0)) + match->at(0).size());
    matches.push_back(*std::move(match));
  }
  return matches;
}

struct Suite {
  std::set<std::string> cases;
  std::set<std::string> words;  // quoted in its source: names of parameters are among them
};

std::map<std::string, Suite> ReadSuites() {
  std::map<std::string, Suite> suites;
  for (const auto& entry : fs::recursive_directory_iterator(test::SourcePath("tests"))) {
    if (!entry.path().string().ends_with("_test.cpp")) continue;
    const std::string source = ReadFile(entry.path());
    std::set<std::string> words;
    for (const auto& word : Matches(R"re("(\w+)")re", source)) words.insert(word[1]);
    for (const auto& found : Matches(R"(\bTEST(_F|_P)?\(\s*(\w+),\s*(\w+)\s*\))", source)) {
      Suite& suite = suites[found[2]];
      suite.cases.insert(found[3]);
      suite.words.insert(words.begin(), words.end());
    }
  }
  return suites;
}

// The last cell of every row.
std::vector<std::string> ReadTestCells() {
  std::istringstream page(ReadFile(test::SourcePath("tests/README.md")));
  std::vector<std::string> cells;
  bool in_section = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("## ")) in_section = line == "## Reliability";
    if (!in_section || !line.starts_with("| ") || line.ends_with("| test |")) continue;
    cells.push_back(line.substr(line.rfind("| ", line.size() - 3)));
  }
  return cells;
}

// Understands `Suite.Name`, `Suite.*`, `Suite…/Parameter`, each perhaps with `Instance/` in front
// or
// `/…` at the end, and a name alone, which belongs to the suite before it.
TEST(ReliabilityTable, NamesTestsThatExist) {
  const std::map<std::string, Suite> suites = ReadSuites();
  const std::vector<std::string> cells = ReadTestCells();
  EXPECT_GT(cells.size(), 30U);
  for (const std::string& cell : cells) {
    const auto names = Matches(R"(`(\w+/)?((\w+)(\.|…/))?(\w+|\*)(/…)?`)", cell);
    EXPECT_FALSE(names.empty()) << cell;
    EXPECT_EQ(names.size() * 2, std::count(cell.begin(), cell.end(), '`'))
        << "not a test's name in: " << cell;
    std::string suite;
    bool is_parameter = false;
    for (const auto& name : names) {
      if (!name[3].empty()) {
        suite = name[3];
        is_parameter = name[4] != ".";
      }
      ASSERT_TRUE(suites.contains(suite)) << name[0];
      const Suite& there = suites.at(suite);
      if (name[5] == "*") continue;
      EXPECT_TRUE((is_parameter ? there.words : there.cases).contains(name[5])) << name[0];
    }
  }
}

}  // namespace
}  // namespace agent
