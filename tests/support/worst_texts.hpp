#pragma once

#include <cstddef>
#include <string>
#include <vector>

// Expositions made to be slow to read.
namespace agent::test {

struct WorstText {
  std::string name;
  std::string text;
};

// Each of about `bytes`.
[[nodiscard]] std::vector<WorstText> WorstTexts(std::size_t bytes);

// What O.D.I.N. writes of so many printers: five families, interleaved, nothing escaped.
[[nodiscard]] std::string OdinText(std::size_t printers);

}  // namespace agent::test
