#pragma once

#include <optional>
#include <string_view>

#include "agent/config/yaml_tree.hpp"

namespace agent::config {

// What is wrong with a file that is no text at all, or text of another kind than YAML, with the
// remedy: damaged, compressed, a program, a database, UTF-16, a web page, … Nothing for what may be
// YAML. A byte order mark at the front of UTF-8 is taken as text.
[[nodiscard]] std::optional<YamlError> JudgeFileKind(std::string_view bytes);

}  // namespace agent::config
