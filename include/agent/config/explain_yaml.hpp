#pragma once

#include <string>
#include <string_view>

#include "agent/config/yaml_tree.hpp"

namespace agent::config {

// Says what is wrong with `text`, and what to do. yaml-cpp has found a fault of syntax at `place`;
// `what` are its own words. Names the place of what people get wrong (an address that begins with
// [, a ${ between braces, a no-break space, …) rather than the place where yaml-cpp gave up. Quotes
// no more of the text than a key, because the text may hold secrets.
[[nodiscard]] YamlError ExplainSyntax(std::string_view what, Place place, std::string_view text);

// The same for a second document, which begins at `place`.
[[nodiscard]] YamlError ExplainSecondDocument(Place place, std::string_view text);

// The same for a list or mapping that stands at `place`, where a key must stand.
[[nodiscard]] YamlError ExplainBadKey(Place place, std::string_view text);

}  // namespace agent::config
