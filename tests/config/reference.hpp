#pragma once

#include <map>
#include <string>
#include <vector>

// The configuration's grammar, as the README has it.
namespace agent::config {

// One key of the grammar. `type` is what stands between its angle brackets, "list" or "map".
struct GrammarKey {
  std::string type;
  std::string default_text;
  bool required = false;
};
using GrammarMapping = std::map<std::string, GrammarKey>;

// The README's chapter on the configuration.
[[nodiscard]] std::vector<std::string> ReadmeLines();

// The grammar's mappings by name: the first block below each heading "### `<name>`".
[[nodiscard]] std::map<std::string, GrammarMapping> ReadGrammar();

}  // namespace agent::config
