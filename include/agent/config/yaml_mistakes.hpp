#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace agent::config {

// A common mistake that makes a text invalid YAML.
struct YamlMistake {
  std::size_t offset = 0;  // in the text, in bytes
  std::string message;     // what to do
};

// The first mistake that begins before `end`, outside of quotes and comments. Only for a text that
// is known to be invalid: some of these are harmless in valid YAML.
[[nodiscard]] std::optional<YamlMistake> FindYamlMistake(std::string_view text, std::size_t end);

}  // namespace agent::config
