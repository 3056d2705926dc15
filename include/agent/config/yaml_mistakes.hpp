#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace agent::config {

// Something that people write in good faith and that is no valid YAML.
struct YamlMistake {
  std::size_t offset = 0;  // in the text, in bytes
  std::string message;     // what to do
};

// The first mistake that begins before `end`, outside of quotes and comments. Only for a text that
// is known to be no YAML: some of the mistakes are harmless elsewhere.
[[nodiscard]] std::optional<YamlMistake> FindYamlMistake(std::string_view text, std::size_t end);

}  // namespace agent::config
