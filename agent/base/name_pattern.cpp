#include "agent/base/name_pattern.hpp"

#include <cstddef>
#include <locale>
#include <stdexcept>

namespace agent::base {
namespace {

// Both keep the matcher's recursion, which goes as deep as the pattern has parts, on a small stack.
constexpr std::size_t kMaxPatternBytes = 200;
constexpr std::size_t kMaxNameBytes = 200;

// What would make the pattern's parts more than its characters, or mean something else to RE2.
void CheckSyntax(const std::string& pattern) {
  if (pattern.size() > kMaxPatternBytes) {
    throw std::invalid_argument("is longer than 200 characters");
  }
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\') {
      ++i;
    } else if (pattern[i] == '{') {
      throw std::invalid_argument("has a repetition count ({), which is not supported");
    } else if (pattern[i] == '(' && pattern.compare(i, 2, "(?") == 0 &&
               pattern.compare(i, 3, "(?:") != 0) {
      throw std::invalid_argument("has a group of a kind that is not supported, such as (?=");
    }
  }
}

const char* Explain(std::regex_constants::error_type code) {
  namespace constants = std::regex_constants;
  if (code == constants::error_brack) return "has a [ without its ], or the other way round";
  // libstdc++ says error_paren for both.
  if (code == constants::error_paren || code == constants::error_badrepeat) {
    return "has a ( without its ), or the other way round, or a *, + or ? with nothing to repeat";
  }
  if (code == constants::error_range) return "has a range in [] that runs backwards";
  if (code == constants::error_escape)
    return "has a \\ before a character that it does not go with";
  if (code == constants::error_complexity) return "has a back-reference, which is not supported";
  return "is not a regular expression";
}

// __polynomial is libstdc++'s matcher that never backtracks.
std::regex Compile(const std::string& pattern) {
  CheckSyntax(pattern);
  std::regex regex;
  regex.imbue(std::locale::classic());
  try {
    regex.assign(pattern, std::regex::ECMAScript | std::regex_constants::__polynomial);
  } catch (const std::regex_error& error) {
    throw std::invalid_argument(Explain(error.code()));
  }
  return regex;
}

}  // namespace

NamePattern::NamePattern(const std::string& pattern) : regex_(Compile(pattern)) {}

bool NamePattern::Matches(std::string_view name) const {
  return name.size() <= kMaxNameBytes && std::regex_match(name.begin(), name.end(), regex_);
}

}  // namespace agent::base
