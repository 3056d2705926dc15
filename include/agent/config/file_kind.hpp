#pragma once

#include <optional>
#include <string_view>

#include "agent/config/yaml_tree.hpp"

namespace agent::config {

// Says what a file is that cannot be YAML, and what to do: damaged, compressed, a program, a
// database, UTF-16, a web page, … Nothing for a file that may be YAML, also with a byte order mark
// of UTF-8 at its front.
[[nodiscard]] std::optional<YamlError> JudgeFileKind(std::string_view bytes);

}  // namespace agent::config
