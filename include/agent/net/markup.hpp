#pragma once

#include <string>
#include <string_view>

namespace agent::net {

// Whether a text begins as a page of HTML or XML does.
[[nodiscard]] bool IsMarkup(std::string_view text);

// The words of such a page as a reader would see them, without tags, comments, scripts and style
// sheets. Its title comes first, unless the page repeats it. Made for error pages, and no parser.
[[nodiscard]] std::string TextOfMarkup(std::string_view text);

}  // namespace agent::net
