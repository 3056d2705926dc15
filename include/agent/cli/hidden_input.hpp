#pragma once

#include <string>

namespace agent::cli {

// Reads standard input. On a terminal that is one line: the prompt goes to standard error, and what
// is typed is not shown. Elsewhere it is all of the input, 64 kB at most. A signal that ends or
// stops the process meanwhile, also a crash, first gives the terminal its echo back; only SIGKILL
// does not. When the process is continued after a stop, what is typed is hidden again. To be called
// from one thread.
[[nodiscard]] std::string ReadHidden(const std::string& prompt);

}  // namespace agent::cli
