#pragma once

#include <span>
#include <string_view>

#include "agent/serve/page.hpp"

namespace agent::serve {

// A path that the server answers.
struct Route {
  std::string_view path;   // also what metrics call it
  bool needs_credentials;  // where the configuration asks for any
  Page (*make_page)(const PageInput& input);
  std::string_view help = {};  // a sentence of the page at `/`; empty: that has no link to it
};

// All of them. A new page is a function and a line in this table.
[[nodiscard]] std::span<const Route> Routes();

// The route of a request target without its query and still percent-encoded; null where there is
// none.
//
// Slashes at the end, or several in one place, come of URLs that are put together: they count as
// none, or as one. Letters, digits and "-._~" may be percent-encoded, which means the same (RFC
// 3986, section 6.2.2). Any other spelling of a path is another path: no dots, no encoded slash.
// A target may also be a whole URL, as a proxy sends it (RFC 9112, section 3.2.2); its host does
// not matter.
[[nodiscard]] const Route* FindRoute(std::string_view target);

// What metrics call it: its path, or "other" for null.
[[nodiscard]] std::string_view RouteLabel(const Route* route);

}  // namespace agent::serve
