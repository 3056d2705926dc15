#pragma once

#include <string_view>

namespace agent::serve {

// Whether to send gzip to a client with this Accept-Encoding header (RFC 9110, section 12.5.3).
// That is so when gzip, its alias x-gzip or `*` has a weight above zero and not below identity's. A
// weight that is not a number counts as 0. Join several header lines by commas.
[[nodiscard]] bool AcceptsGzip(std::string_view accept_encoding);

}  // namespace agent::serve
