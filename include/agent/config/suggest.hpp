#pragma once

#include <span>
#include <string>
#include <string_view>

namespace agent::config {

// The word of `known` that `word` is most likely a misspelling of: the one with the fewest edits.
// An edit inserts, deletes or replaces a letter, or swaps two neighbours; case does not count. The
// edits are at most a third of the known word's letters, or one of the two words begins with the
// other. Empty when no word is so near.
[[nodiscard]] std::string_view ClosestWord(std::string_view word,
                                           std::span<const std::string_view> known);

// "a, b, c".
[[nodiscard]] std::string JoinWords(std::span<const std::string_view> words);

}  // namespace agent::config
