#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace agent::test {

// Writes expositions at random, the same ones from the same seed on every machine.
class ExpositionCorpus {
 public:
  explicit ExpositionCorpus(std::uint64_t seed) : random_(seed) {}

  // One that follows the text format 0.0.4, with all the freedom that it leaves: types, escapes,
  // blanks, comments, number forms, interleaved families. No timestamps, which a Pushgateway
  // refuses. All metric names begin with `prefix`.
  [[nodiscard]] std::string Valid(const std::string& prefix);

  // The same, damaged in a few places; now and then it is valid all the same.
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
