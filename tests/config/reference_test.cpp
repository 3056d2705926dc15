#include <gtest/gtest.h>

#include <map>
#include <string>

#include "agent/base/file.hpp"
#include "config/grammar.hpp"
#include "config/match.hpp"
#include "support/paths.hpp"

// Holds the man page odin-agent.yaml(5) against the README's grammar, which readme_test.cpp holds
// against the loader.
namespace agent::config {
namespace {

// What a line ".It Ic KEY : Ar TYPE No (default VALUE)" tells.
GrammarKey KeyOf(const std::vector<std::string>& item) {
  return {item[2], item[5], item[4] == "required"};
}

// The mappings that the page describes, each below its ".Ss NAME".
std::map<std::string, GrammarMapping> ReadManPage() {
  std::map<std::string, GrammarMapping> mappings;
  std::string name;
  const std::string page = base::ReadSmallFile(test::SourcePath("deploy/man/odin-agent.yaml.5"));
  for (const std::string& line : SplitLines(page)) {
    if (const auto heading = Match(R"(^\.Ss (\w+)$)", line)) {
      name = (*heading)[1];
    } else if (const auto item = Match(
                   R"(^\.It Ic (\w+) : Ar (\w+)( No \((required|default (\S+))\))?$)", line)) {
      mappings[name][(*item)[1]] = KeyOf(*item);
    } else if (line.starts_with(".It Ic ")) {
      ADD_FAILURE() << "the man page has a line that tells of no key: " << line;
    }
  }
  return mappings;
}

TEST(ManPage, HasTheMappingsOfTheGrammar) {
  const auto page = ReadManPage();
  const auto grammar = ReadGrammar();
  for (const auto& [name, keys] : grammar) {
    EXPECT_TRUE(page.contains(name)) << "odin-agent.yaml(5) lacks <" << name << ">";
  }
  EXPECT_EQ(page.size(), grammar.size());
}

TEST(ManPage, HasTheKeysTypesAndDefaultsOfTheGrammar) {
  auto page = ReadManPage();
  for (const auto& [name, keys] : ReadGrammar()) {
    for (const auto& [key, rule] : keys) {
      const GrammarKey& on_page = page[name][key];
      EXPECT_EQ(on_page.type, rule.type) << name << ": " << key;
      EXPECT_EQ(on_page.default_text, rule.default_text) << name << ": " << key;
      EXPECT_EQ(on_page.required, rule.required) << name << ": " << key;
    }
    EXPECT_EQ(page[name].size(), keys.size()) << "odin-agent.yaml(5) has more in <" << name << ">";
  }
}

}  // namespace
}  // namespace agent::config
