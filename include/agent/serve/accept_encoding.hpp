#pragma once

#include <string_view>

namespace agent::serve {

// Whether a client with this Accept-Encoding header wants gzip (RFC 9110, section 12.5.3). It does
// where gzip, its alias x-gzip or `*` has a weight above zero that is not below identity's. A
// weight that is no number counts as 0. Several header lines count as one, joined by commas.
[[nodiscard]] bool AcceptsGzip(std::string_view accept_encoding);

}  // namespace agent::serve
