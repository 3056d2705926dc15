#include "agent/cli/print.hpp"

#include <cstddef>
#include <string>

#include "agent/base/visible.hpp"

namespace agent::cli {

void PrintLine(std::ostream& out, std::string_view text) {
  out << base::Visible(text) + '\n' << std::flush;
}

void PrintLines(std::ostream& out, std::string_view text) {
  std::string lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines += base::Visible(text.substr(0, end)) + '\n';
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  out << lines << std::flush;
}

}  // namespace agent::cli
