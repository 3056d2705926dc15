#pragma once

#include <string>
#include <string_view>

namespace agent::net {

// Whether a text begins like a page of HTML or XML.
[[nodiscard]] bool IsMarkup(std::string_view text);

// The visible words of such a page, without tags, comments, scripts and style sheets. The title
// comes first, unless the page repeats it. Meant for error pages; it is not a full parser.
[[nodiscard]] std::string TextOfMarkup(std::string_view text);

}  // namespace agent::net
