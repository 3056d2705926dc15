#pragma once

#include <string_view>

namespace agent::base {

// Whether a text is a token of HTTP (RFC 9110, section 5.6.2), as the names of header fields and of
// authentication schemes are.
[[nodiscard]] bool IsHttpToken(std::string_view text);

}  // namespace agent::base
