#pragma once

#include <string>
#include <string_view>

namespace agent::cli {

// A YAML double-quoted scalar that the configuration's loader reads back as `text`.
[[nodiscard]] std::string QuotedYaml(std::string_view text);

}  // namespace agent::cli
