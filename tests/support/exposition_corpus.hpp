#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace agent::test {

// Writes random expositions. The same seed gives the same ones on every machine.
class ExpositionCorpus {
 public:
  explicit ExpositionCorpus(std::uint64_t seed) : random_(seed) {}

  // An exposition that follows the text format 0.0.4 and uses all the freedom that the format
  // leaves: types, escapes, blanks, comments, forms of numbers, interleaved families. It has no
  // timestamps, which a Pushgateway refuses. All metric names begin with `prefix`.
  [[nodiscard]] std::string Valid(const std::string& prefix);

  // Such an exposition, damaged in a few places. Some of them are valid all the same.
  [[nodiscard]] std::string Damaged(const std::string& prefix);

 private:
  using Lines = std::vector<std::string>;

  std::size_t Below(std::size_t limit) { return random_() % limit; }
  bool OneIn(std::size_t count) { return Below(count) == 0; }
  template <typename List>
  std::string_view OneOf(const List& list);

  std::string Blanks();
  std::string LabelText();
  std::string Number();
  std::string Sample(const std::string& name, const Lines& labels, const std::string& value);
  void AddFamily(const std::string& name, Lines& metadata, Lines& samples);
  void Damage(std::string& text);

  std::mt19937_64 random_;
};

}  // namespace agent::test
