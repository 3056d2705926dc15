#pragma once

#include <string>

namespace agent::base {

// `text` quoted as one word for a POSIX shell. For printed commands that a person pastes.
[[nodiscard]] std::string ShellWord(const std::string& text);

}  // namespace agent::base
