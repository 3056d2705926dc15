#include "agent/cli/quoted_yaml.hpp"

namespace agent::cli {

std::string QuotedYaml(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '$') out += '$';
    out += c;
  }
  return out + "\"";
}

}  // namespace agent::cli
