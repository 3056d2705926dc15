#pragma once

#include <string_view>
#include <vector>

#include "agent/exposition/line_parser.hpp"

namespace agent::exposition {

// Reads labels whose values were written without escaping, from behind their opening brace, by the
// rule that reader.hpp tells. On success `rest` is what follows the closing brace. Returns false
// where there is no such reading or more than one. Looks at each byte a bounded number of times.
[[nodiscard]] bool ReadUnescapedLabels(std::string_view text, std::vector<LabelView>& labels,
                                       std::string_view& rest);

// Whether two of the labels have one name.
[[nodiscard]] bool HasRepeatedName(const std::vector<LabelView>& labels);

}  // namespace agent::exposition
