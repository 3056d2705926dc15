#include "agent/base/name_pattern.hpp"

#include <re2/re2.h>

#include <cstddef>
#include <cstdint>
#include <stdexcept>

namespace agent::base {
namespace {

using re2::RE2;

constexpr std::size_t kMaxPatternBytes = 200;
// Of one compiled pattern. A pattern of 200 plain characters takes a tenth of it.
constexpr std::int64_t kMaxMemoryBytes = 256 * 1024;

const char* Explain(RE2::ErrorCode code, const std::string& part) {
  constexpr const char* kParenthesis =
      "has a ( without its ), or the other way round, or a *, + or ? with nothing to repeat";
  switch (code) {
    case RE2::ErrorMissingBracket:
      return "has a [ without its ], or the other way round";
    case RE2::ErrorMissingParen:
    case RE2::ErrorUnexpectedParen:
    case RE2::ErrorRepeatArgument:
    case RE2::ErrorRepeatOp:
      return kParenthesis;
    case RE2::ErrorBadCharRange:
      return part.starts_with("[:") ? "is not a regular expression"
                                    : "has a range in [] that runs backwards";
    case RE2::ErrorBadEscape:
      return part.size() == 2 && part[1] >= '1' && part[1] <= '9'
                 ? "has a back-reference, which is not supported"
                 : "has a \\ before a character that it does not go with";
    case RE2::ErrorTrailingBackslash:
      return "has a \\ before a character that it does not go with";
    case RE2::ErrorBadPerlOp:
    case RE2::ErrorBadNamedCapture:
      return "has a group of a kind that is not supported, such as (?=";
    case RE2::ErrorRepeatSize:
      return "has a repetition count ({) that is too large";
    case RE2::ErrorPatternTooLarge:
      return "needs too much memory: are its repetition counts ({) too large?";
    default:
      return "is not a regular expression";
  }
}

}  // namespace

NamePattern::NamePattern(const std::string& pattern) {
  if (pattern.size() > kMaxPatternBytes) {
    throw std::invalid_argument("is longer than 200 characters");
  }
  RE2::Options options;
  options.set_log_errors(false);  // to standard error
  options.set_max_mem(kMaxMemoryBytes);
  options.set_never_capture(true);
  regex_ = std::make_unique<RE2>(pattern, options);
  if (!regex_->ok()) {
    throw std::invalid_argument(Explain(regex_->error_code(), regex_->error_arg()));
  }
}

NamePattern::NamePattern(NamePattern&&) noexcept = default;
NamePattern& NamePattern::operator=(NamePattern&&) noexcept = default;
NamePattern::~NamePattern() = default;

bool NamePattern::Matches(std::string_view name) const {
  return RE2::FullMatch({name.data(), name.size()}, *regex_);
}

}  // namespace agent::base
