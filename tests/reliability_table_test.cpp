// Holds the tests that the README's reliability table names against the tests that there are.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "support/paths.hpp"

namespace agent {
namespace {

namespace fs = std::filesystem;

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::smatch> Matches(const std::string& text, const std::regex& pattern) {
  return {std::sregex_iterator(text.begin(), text.end(), pattern), {}};
}

struct Suite {
  std::set<std::string> cases;
  std::set<std::string> words;  // quoted in its source: names of parameters are among them
};

std::map<std::string, Suite> ReadSuites() {
  static const std::regex kCase(R"(\bTEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\s*\))");
  static const std::regex kWord(R"re("(\w+)")re");
  std::map<std::string, Suite> suites;
  for (const auto& entry : fs::recursive_directory_iterator(test::SourcePath("tests"))) {
    if (!entry.path().string().ends_with("_test.cpp")) continue;
    const std::string source = ReadFile(entry.path());
    std::set<std::string> words;
    for (const std::smatch& word : Matches(source, kWord)) words.insert(word[1]);
    for (const std::smatch& found : Matches(source, kCase)) {
      Suite& suite = suites[found[1]];
      suite.cases.insert(found[2]);
      suite.words.insert(words.begin(), words.end());
    }
  }
  return suites;
}

// The last cell of every row.
std::vector<std::string> ReadTestCells() {
  std::istringstream readme(ReadFile(test::SourcePath("README.md")));
  std::vector<std::string> cells;
  bool in_section = false;
  for (std::string line; std::getline(readme, line);) {
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
  static const std::regex kName(R"(`(?:\w+/)?(?:(\w+)(\.|…/))?(\w+|\*)(?:/…)?`)");
  static const std::regex kTick("`");
  const std::map<std::string, Suite> suites = ReadSuites();
  const std::vector<std::string> cells = ReadTestCells();
  EXPECT_GT(cells.size(), 30U);
  for (const std::string& cell : cells) {
    const std::vector<std::smatch> names = Matches(cell, kName);
    EXPECT_FALSE(names.empty()) << cell;
    EXPECT_EQ(names.size() * 2, Matches(cell, kTick).size()) << "not a test's name in: " << cell;
    std::string suite;
    bool is_parameter = false;
    for (const std::smatch& name : names) {
      if (name[1].matched) {
        suite = name[1];
        is_parameter = name[2] != ".";
      }
      ASSERT_TRUE(suites.contains(suite)) << name[0];
      const Suite& there = suites.at(suite);
      if (name[3] == "*") continue;
      EXPECT_TRUE((is_parameter ? there.words : there.cases).contains(name[3])) << name[0];
    }
  }
}

}  // namespace
}  // namespace agent
