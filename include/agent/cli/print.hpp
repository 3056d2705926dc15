#pragma once

#include <ostream>
#include <string_view>

namespace agent::cli {

// Prints `text` as one line that a person reads, and flushes it. All that a command tells goes
// through here, so that no name, path or reply in it forges another line or acts on the terminal
// (base::Visible).
void PrintLine(std::ostream& out, std::string_view text);

// The same for text whose line ends are ours.
void PrintLines(std::ostream& out, std::string_view text);

}  // namespace agent::cli
