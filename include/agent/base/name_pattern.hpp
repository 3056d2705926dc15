#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace agent::base {

// A regular expression for metric names. It must match the whole of a name. The syntax is RE2's,
// as in Prometheus. Matching takes time in proportion to the length of the name, whatever the
// pattern.
class NamePattern {
 public:
  // Throws std::invalid_argument. Its what() completes a sentence that begins with the pattern.
  explicit NamePattern(const std::string& pattern);
  NamePattern(NamePattern&&) noexcept;
  NamePattern& operator=(NamePattern&&) noexcept;
  ~NamePattern();

  [[nodiscard]] bool Matches(std::string_view name) const;

 private:
  std::unique_ptr<re2::RE2> regex_;
};

}  // namespace agent::base
