#pragma once

#include <cstddef>
#include <string_view>

namespace agent::exposition {

// Reads one line of an exposition from left to right.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  [[nodiscard]] std::string_view rest() const { return rest_; }
  [[nodiscard]] bool AtEnd() const { return rest_.empty(); }

  // Blanks and tabs.
  void SkipBlanks() {
    while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\t')) rest_.remove_prefix(1);
  }

  // Takes `c` if it comes next.
  bool Take(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void Skip(std::size_t count) { rest_.remove_prefix(count); }

  // Takes the longest name at the front. Empty when there is none. Metric names may hold colons.
  std::string_view TakeMetricName();
  std::string_view TakeLabelName();

  // Takes everything up to the next blank, tab or end.
  std::string_view TakeToken();

 private:
  std::string_view TakeFront(std::size_t count);

  std::string_view rest_;
};

}  // namespace agent::exposition
