#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "agent/config/node.hpp"

// The file as it was written, for what the parsed tree no longer tells. Places count from behind a
// byte order mark.
namespace agent::config {

// Where a place stands in `text`; the text's size where it has no such place.
[[nodiscard]] std::size_t OffsetOf(std::string_view text, Place place);

// The same for a text that is asked about at many places.
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

// The length of the quoted text that begins at `offset`, with both quotes; npos where the second
// one is missing.
[[nodiscard]] std::size_t QuotedLength(std::string_view text, std::size_t offset);

// Where a comment begins whose # touches its first letter, as in "Halle #2". It follows the plain
// text of `length` bytes at `offset`, in the same line. npos where there is none.
[[nodiscard]] std::size_t FindGluedComment(std::string_view text, std::size_t offset,
                                           std::size_t length);

}  // namespace agent::config
