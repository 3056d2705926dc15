#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace agent::config {

// Something in a file that is no valid YAML which people write in good faith: where it stands, and
// what to do.
struct YamlMistake {
  std::size_t offset = 0;
  std::string message;
};

// The first one that begins before `end`, outside of quotes and comments. Only for a text that is
// known to be no YAML: some of them are harmless elsewhere.
[[nodiscard]] std::optional<YamlMistake> FindYamlMistake(std::string_view text, std::size_t end);

}  // namespace agent::config
