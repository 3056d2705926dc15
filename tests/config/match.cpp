#include "config/match.hpp"

#include <regex.h>

#include <memory>
#include <sstream>
#include <stdexcept>

namespace agent::config {

std::optional<std::vector<std::string>> Match(const std::string& pattern, const std::string& text) {
  regex_t compiled{};
  if (::regcomp(&compiled, pattern.c_str(), REG_EXTENDED) != 0) throw std::logic_error(pattern);
  const std::unique_ptr<regex_t, decltype(&::regfree)> guard(&compiled, ::regfree);
  std::vector<regmatch_t> found(compiled.re_nsub + 1);
  if (::regexec(&compiled, text.c_str(), found.size(), found.data(), 0) != 0) return std::nullopt;
  std::vector<std::string> parts;
  for (const regmatch_t& part : found) {
    parts.push_back(part.rm_so < 0 ? "" : text.substr(part.rm_so, part.rm_eo - part.rm_so));
  }
  return parts;
}

std::vector<std::string> SplitLines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace agent::config
