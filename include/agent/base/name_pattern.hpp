#pragma once

#include <regex>
#include <string>
#include <string_view>

namespace agent::base {

// A regular expression for metric names that must match the whole of a name, as Prometheus anchors
// its own: ECMAScript's syntax as far as RE2 has it too. Matching takes time in proportion to the
// length of the name, whatever the pattern; both are bounded.
class NamePattern {
 public:
  // Throws std::invalid_argument with what is wrong, to follow the pattern in a sentence.
  explicit NamePattern(const std::string& pattern);

  // Never for a name of more than 200 bytes.
  [[nodiscard]] bool Matches(std::string_view name) const;

 private:
  std::regex regex_;
};

}  // namespace agent::base
