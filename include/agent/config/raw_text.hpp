#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "agent/config/node.hpp"

// Finds places in the file's text, for what the parsed tree does not hold. The text has no byte
// order mark, and places do not count one.
namespace agent::config {

// The offset of a place in `text`. The text's size when there is no such place.
[[nodiscard]] std::size_t OffsetOf(std::string_view text, Place place);

// The same for many places of one text.
class LineIndex {
 public:
  explicit LineIndex(std::string_view text = {});
  [[nodiscard]] std::size_t OffsetOf(Place place) const;

 private:
  std::vector<std::size_t> begins_;  // of each line
  std::size_t end_;
};

[[nodiscard]] Place PlaceOf(std::string_view text, std::size_t offset);

// The line of `text` that `offset` is in, without its end.
[[nodiscard]] std::string_view LineAround(std::string_view text, std::size_t offset);

// The length of the quoted text that begins at `offset`, with both quotes. npos when the second one
// is missing.
[[nodiscard]] std::size_t QuotedLength(std::string_view text, std::size_t offset);

// Finds a comment with no space after its #, as in "Halle #2", where the operator may have meant
// text. The comment must follow the plain text of `length` bytes at `offset`, in the same line.
// Returns the offset of the comment, or npos.
[[nodiscard]] std::size_t FindGluedComment(std::string_view text, std::size_t offset,
                                           std::size_t length);

}  // namespace agent::config
