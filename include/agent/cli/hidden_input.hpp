#pragma once

#include <string>

namespace agent::cli {

// Reads standard input. From a terminal it reads one line without echo, after a prompt on standard
// error. From anything else it reads all, 64 kB at most. When a signal or a crash ends or stops the
// process meanwhile, the terminal's echo is restored first, except with SIGKILL. After a stop and
// continue the echo is off again. Call it from one thread.
[[nodiscard]] std::string ReadHidden(const std::string& prompt);

}  // namespace agent::cli
