#pragma once

#include <string>
#include <string_view>

#include "agent/config/yaml_tree.hpp"

namespace agent::config {

// Explains a syntax error that yaml-cpp found in `text`, and says what to do. `place` and `what`
// are yaml-cpp's place and message. For a common mistake (an address that begins with [, a ${
// between braces, a no-break space, …) the result has the mistake's place, not the place where
// yaml-cpp stopped. Only keys of the text are quoted, because the text may hold secrets.
[[nodiscard]] YamlError ExplainSyntax(std::string_view what, Place place, std::string_view text);

// The same for a second document, which begins at `place`.
[[nodiscard]] YamlError ExplainSecondDocument(Place place, std::string_view text);

// The same for a list or mapping at `place`, where a key must be.
[[nodiscard]] YamlError ExplainBadKey(Place place, std::string_view text);

}  // namespace agent::config
