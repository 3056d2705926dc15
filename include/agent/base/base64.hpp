#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace agent::base {

// RFC 4648 section 4 (standard alphabet, padded), as HTTP Basic authentication uses it.
[[nodiscard]] std::string Base64Encode(std::string_view bytes);

// RFC 4648 section 5 (URL-safe alphabet), padded, as the Pushgateway's `@base64` labels use it.
[[nodiscard]] std::string Base64UrlEncode(std::string_view bytes);

// Decodes the standard alphabet. Padding may be missing, but not wrong. Nothing for other
// characters or lengths.
[[nodiscard]] std::optional<std::string> Base64Decode(std::string_view text);

}  // namespace agent::base
