#pragma once

#include <string_view>
#include <vector>

#include "agent/exposition/line_parser.hpp"

namespace agent::exposition {

// Reads labels whose values were written without escaping, by the rule in reader.hpp. `text` begins
// after the opening brace. On success `rest` is what follows the closing brace. Returns false when
// there is no such reading, or more than one. Takes time in proportion to the text's size.
[[nodiscard]] bool ReadUnescapedLabels(std::string_view text, std::vector<LabelView>& labels,
                                       std::string_view& rest);

// Whether two of the labels have the same name.
[[nodiscard]] bool HasRepeatedName(const std::vector<LabelView>& labels);

}  // namespace agent::exposition
