#pragma once

#include <string>
#include <string_view>

namespace agent::net {

// Whether a text begins as a page of HTML or XML does.
[[nodiscard]] bool IsMarkup(std::string_view text);

// The words of such a page, as a reader would see them: without tags, comments, scripts and style
// sheets; its title in front, unless the page repeats it. Not a parser: made for error pages.
[[nodiscard]] std::string TextOfMarkup(std::string_view text);

}  // namespace agent::net
