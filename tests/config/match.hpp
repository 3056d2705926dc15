#pragma once

#include <optional>
#include <string>
#include <vector>

namespace agent::config {

// The parts in parentheses of the first match of `pattern` (a POSIX extended regular expression) in
// `text`, after the whole match itself. Nothing where it does not match. In place of std::regex,
// which makes g++ 12 warn of its own code under the sanitizers.
[[nodiscard]] std::optional<std::vector<std::string>> Match(const std::string& pattern,
                                                            const std::string& text);

// The lines of `text`, without their ends.
[[nodiscard]] std::vector<std::string> SplitLines(const std::string& text);

}  // namespace agent::config
