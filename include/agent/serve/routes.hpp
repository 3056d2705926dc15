#pragma once

#include <span>
#include <string_view>

#include "agent/serve/page.hpp"

namespace agent::serve {

// A path that the server answers.
struct Route {
  std::string_view path;   // also what metrics call it
  bool needs_credentials;  // if the configuration has any
  Page (*make_page)(const PageInput& input);
  std::string_view help = {};  // a sentence of the page at `/`; empty: that has no link to it
};

// All routes. A new page is a function and a line in this table.
[[nodiscard]] std::span<const Route> Routes();

// The route of a request target, which has no query and is still percent-encoded. Null when there
// is none.
//
// Slashes at the end are ignored, and several slashes in a row count as one, because joined URLs
// often have them. Letters, digits and "-._~" may be percent-encoded, which means the same (RFC
// 3986, section 6.2.2). Dot segments and encoded slashes are not resolved. A target may also be a
// whole URL, as a proxy sends it (RFC 9112, section 3.2.2); its host is ignored.
[[nodiscard]] const Route* FindRoute(std::string_view target);

// The route's name in metrics: its path, or "other" for null.
[[nodiscard]] std::string_view RouteLabel(const Route* route);

}  // namespace agent::serve
