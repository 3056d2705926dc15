#pragma once

#include <optional>
#include <string>

namespace agent::base {

// The ASCII form of a host name, as DNS and TLS know it: "bücher.example" is
// "xn--bcher-kva.example" (IDNA 2008, RFC 5891). Nothing where the name has none.
[[nodiscard]] std::optional<std::string> AsciiHost(const std::string& host);

}  // namespace agent::base
