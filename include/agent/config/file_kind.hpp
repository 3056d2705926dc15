#pragma once

#include <optional>
#include <string_view>

#include "agent/config/yaml_tree.hpp"

namespace agent::config {

// Says why a file cannot be YAML, and what to do: it is damaged, compressed, a program, a database,
// UTF-16, a web page, … Nothing for a file that may be YAML. It may begin with a UTF-8 byte order
// mark.
[[nodiscard]] std::optional<YamlError> JudgeFileKind(std::string_view bytes);

}  // namespace agent::config
