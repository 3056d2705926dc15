#include "agent/cli/print.hpp"

#include <cstddef>

#include "agent/base/visible.hpp"

namespace agent::cli {

void PrintLine(std::ostream& out, std::string_view text) {
  out << base::Visible(text) << std::endl;
}

void PrintLines(std::ostream& out, std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    PrintLine(out, text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

}  // namespace agent::cli
