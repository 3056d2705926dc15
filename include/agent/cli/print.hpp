#pragma once

#include <ostream>
#include <string_view>

namespace agent::cli {

// Prints `text` as one line, and flushes it. Commands print all their messages with it, so that no
// name, path or reply in a message can forge a line or control the terminal (base::Visible). It is
// one write, so that no line of the log, which another thread writes, gets into the middle.
void PrintLine(std::ostream& out, std::string_view text);

// The same for text of several lines, whose line ends are kept. Nothing gets between them.
void PrintLines(std::ostream& out, std::string_view text);

}  // namespace agent::cli
