#pragma once

#include <cstddef>
#include <string>
#include <vector>

// Expositions that are slow to read.
namespace agent::test {

struct WorstText {
  std::string name;
  std::string text;
};

// Each of about `bytes`.
[[nodiscard]] std::vector<WorstText> WorstTexts(std::size_t bytes);

// What O.D.I.N. writes for so many printers: five interleaved families without escapes.
[[nodiscard]] std::string OdinText(std::size_t printers);

}  // namespace agent::test
