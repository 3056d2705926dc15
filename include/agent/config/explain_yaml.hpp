#pragma once

#include <string>
#include <string_view>

#include "agent/config/yaml_tree.hpp"

namespace agent::config {

// Says what is wrong with `text`, in which yaml-cpp found a fault of syntax, with its own words
// `what`, at `place`. Looks for what people get wrong (an address that begins with [, a ${ between
// braces, a space that is none, …), names its place rather than the one where YAML lost the thread,
// and tells the remedy. Never quotes the text, which may hold secrets, but for a key.
[[nodiscard]] YamlError ExplainSyntax(std::string_view what, Place place, std::string_view text);

// The same for a second document, which begins at `place`.
[[nodiscard]] YamlError ExplainSecondDocument(Place place, std::string_view text);

// The same for a list or mapping where a key must stand.
[[nodiscard]] YamlError ExplainBadKey(Place place, std::string_view text);

}  // namespace agent::config
