#include "agent/config/suggest.hpp"

#include <algorithm>
#include <vector>

#include "agent/base/text.hpp"

namespace agent::config {
namespace {

// Damerau-Levenshtein distance in its restricted form (no letter is edited twice).
std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before_last.swap(last);
    last.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
  }
  return row[b.size()];
}

// "warning" for warn, "user" for username.
bool BeginsAlike(std::string_view a, std::string_view b) {
  constexpr std::size_t kFewestLetters = 3;
  const std::size_t shorter = std::min(a.size(), b.size());
  return shorter >= kFewestLetters && a.substr(0, shorter) == b.substr(0, shorter);
}

}  // namespace

std::string_view ClosestWord(std::string_view word, std::span<const std::string_view> known) {
  constexpr std::size_t kLongestWord = 64;
  if (word.size() > kLongestWord) return {};
  const std::string lower = base::ToLowerAscii(word);
  std::string_view closest;
  std::size_t least = 2 * kLongestWord;
  for (const std::string_view candidate : known) {
    const std::size_t edits = EditDistance(lower, base::ToLowerAscii(candidate));
    const bool is_near = edits * 3 <= candidate.size() || BeginsAlike(lower, candidate);
    if (is_near && edits < least) {
      closest = candidate;
      least = edits;
    }
  }
  return closest;
}

std::string JoinWords(std::span<const std::string_view> words) {
  std::string joined;
  for (const std::string_view word : words) {
    if (!joined.empty()) joined += ", ";
    joined += word;
  }
  return joined;
}

}  // namespace agent::config
