#pragma once

#include <span>
#include <string>
#include <string_view>

namespace agent::config {

// The word of `known` that `word` most likely misspells: the one with the fewest edits. An edit
// inserts, deletes or replaces a letter, or swaps two neighbours; case does not count. At most a
// third of the known word's letters may be edited, unless one word begins with the other. Empty
// when no word is that near.
[[nodiscard]] std::string_view ClosestWord(std::string_view word,
                                           std::span<const std::string_view> known);

// "a, b, c".
[[nodiscard]] std::string JoinWords(std::span<const std::string_view> words);

}  // namespace agent::config
