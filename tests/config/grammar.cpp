#include "config/grammar.hpp"

#include <gtest/gtest.h>

#include "agent/base/file.hpp"
#include "config/match.hpp"
#include "support/paths.hpp"

namespace agent::config {
namespace {

// `container` is the key that lists or entries in the next line belong to.
void ParseGrammarLine(const std::string& line, std::string& container, GrammarMapping& mapping) {
  if (line.empty() || line.starts_with('#')) return;
  if (const auto optional = Match(R"(^\[ (\w+): <(\w+)>( \| default = (\S+))? \]$)", line)) {
    mapping[(*optional)[1]] = {(*optional)[2], (*optional)[4], false};
  } else if (const auto required = Match(R"(^(\w+): <(\w+)>$)", line)) {
    mapping[(*required)[1]] = {(*required)[2], "", true};
  } else if (const auto key = Match(R"(^(\w+):$)", line)) {
    container = (*key)[1];
  } else if (Match(R"(^  \[ - <\w+> \.\.\. \]$)", line)) {
    mapping[container] = {"list", "", false};
  } else if (Match(R"(^  \[ <\w+>: <\w+> \.\.\. \]$)", line)) {
    mapping[container] = {"map", "", false};
  } else {
    ADD_FAILURE() << "the reference's grammar has a line that is none: " << line;
  }
}

}  // namespace

std::vector<std::string> ReadmeLines() {
  return SplitLines(base::ReadSmallFile(test::SourcePath("deploy/CONFIGURATION.md")));
}

std::map<std::string, GrammarMapping> ReadGrammar() {
  std::map<std::string, GrammarMapping> grammar;
  std::string name;
  std::string container;
  bool in_block = false;
  for (const std::string& line : ReadmeLines()) {
    if (const auto heading = Match("^## `<(\\w+)>`$", line)) {
      name = (*heading)[1];
    } else if (line.starts_with("```")) {
      in_block = !in_block;
    } else if (in_block && !name.empty()) {
      ParseGrammarLine(line, container, grammar[name]);
    }
  }
  return grammar;
}

}  // namespace agent::config
