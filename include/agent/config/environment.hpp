#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace agent::config {

// Looks up an environment variable; nothing where it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
[[nodiscard]] Environment ProcessEnvironment();

struct Expansion {
  std::string text;
  std::string fault;                   // what is wrong; empty: nothing, and `text` is set
  std::vector<std::string> variables;  // whose text was put in, in the order of the text
};

// Puts environment variables in: `${NAME}` becomes the variable's text, which is not expanded
// again; `$$` becomes `$`; any other `$` stays (bcrypt hashes are full of them). A variable that is
// not set, a bad name and a missing `}` are faults.
[[nodiscard]] Expansion ExpandEnvironment(std::string_view text, const Environment& environment);

}  // namespace agent::config
