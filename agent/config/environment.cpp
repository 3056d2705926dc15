#include "agent/config/environment.hpp"

#include <algorithm>
#include <cstdlib>

namespace agent::config {
namespace {

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool IsVariableName(std::string_view name) {
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
         std::all_of(name.begin(), name.end(), IsNameCharacter);
}

}  // namespace

Environment ProcessEnvironment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* const value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return value;
  };
}

Expansion ExpandEnvironment(std::string_view text, const Environment& environment) {
  constexpr const char* kEscapeHint = "; write $$ for a plain dollar sign";
  Expansion result;
  while (true) {
    const std::size_t dollar = text.find('$');
    result.text += text.substr(0, dollar);
    if (dollar == std::string_view::npos) return result;
    text.remove_prefix(dollar + 1);
    if (text.starts_with('$')) {
      result.text += '$';
      text.remove_prefix(1);
    } else if (text.starts_with('{')) {
      // What is not a name is not shown: it may be a piece of a password.
      const std::size_t end = text.find('}');
      if (end == std::string_view::npos) {
        result.fault = std::string("has \"${\" without \"}\"") + kEscapeHint;
        return result;
      }
      const std::string name(text.substr(1, end - 1));
      if (!IsVariableName(name)) {
        result.fault = std::string("has \"${…}\" around what is no variable's name") + kEscapeHint;
        return result;
      }
      const std::optional<std::string> value = environment(name);
      if (!value) {
        result.fault = "environment variable " + name + " is not set";
        return result;
      }
      result.text += *value;
      result.variables.push_back(name);
      text.remove_prefix(end + 1);
    } else {
      result.text += '$';
    }
  }
}

}  // namespace agent::config
