#pragma once

#include <string_view>

namespace agent::base {

// Writes all of `text` to a descriptor of any kind: a terminal, a pipe, a file, the journal's
// socket. Waits for the reader, without limit. Returns false when the text cannot be written. A
// line of at most PIPE_BUF bytes arrives whole, whoever else writes there. The descriptor's flags
// stay as they are, because a terminal or pipe is shared with the program that started this one and
// its children.
[[nodiscard]] bool WriteLine(int fd, std::string_view text) noexcept;

}  // namespace agent::base
