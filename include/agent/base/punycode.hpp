#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace agent::base {

// The ASCII form of a host name, as DNS and TLS know it: "bücher.example" is
// "xn--bcher-kva.example" (IDNA 2008, RFC 5891; Punycode, RFC 3492). Nothing where the name has
// characters that must first be mapped by Unicode's tables, or that are not of a name: only the
// small letters, ideographs and syllables that need none, and capitals of Latin-1 and Cyrillic.
[[nodiscard]] std::optional<std::string> AsciiHost(std::string_view host);

}  // namespace agent::base
