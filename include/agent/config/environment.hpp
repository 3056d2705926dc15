#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace agent::config {

// Looks up an environment variable. Nothing when it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
[[nodiscard]] Environment ProcessEnvironment();

struct Expansion {
  std::string text;
  std::string fault;                   // what is wrong; empty when `text` is set
  std::vector<std::string> variables;  // the names of those that were replaced, in their order
};

// Replaces environment variables. `${NAME}` becomes the variable's text, which is not expanded
// again. `$$` becomes `$`. Any other `$` stays, as in a bcrypt hash. A variable that is not set, a
// bad name and a missing `}` are faults.
[[nodiscard]] Expansion ExpandEnvironment(std::string_view text, const Environment& environment);

}  // namespace agent::config
