#pragma once

#include <string>

namespace agent::base {

// `text` as one word of a POSIX shell's command line, in single quotes where it needs them. For
// commands that are printed to be pasted.
[[nodiscard]] std::string ShellWord(const std::string& text);

}  // namespace agent::base
