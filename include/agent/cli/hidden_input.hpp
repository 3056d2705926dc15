#pragma once

#include <string>

namespace agent::cli {

// Reads standard input: on a terminal one line, after the prompt, which goes to standard error, and
// without echo; else all of it, and 64 kB at most. Whatever signal ends or stops the process
// meanwhile, a crash among them, the terminal has its echo back before; only SIGKILL leaves it off.
// Continued after a stop, it hides what is typed again. To be called from one thread.
[[nodiscard]] std::string ReadHidden(const std::string& prompt);

}  // namespace agent::cli
