#pragma once

#include <string_view>

namespace agent::base {

// Writes all of `text` to a descriptor of any kind (terminal, pipe, file, the journal's socket),
// waiting as long as its reader takes; false when it cannot be written. A line of at most PIPE_BUF
// bytes arrives whole, whoever else writes there. The descriptor's flags stay as they are: a
// terminal or pipe is shared with the program that started this one, and with its other children.
[[nodiscard]] bool WriteLine(int fd, std::string_view text) noexcept;

}  // namespace agent::base
