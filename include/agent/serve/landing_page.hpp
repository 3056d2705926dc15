#pragma once

#include <string>
#include <string_view>

namespace agent::serve {

// Content-Security-Policy of the page: nothing but its own style sheet, whose place is in its head.
inline constexpr std::string_view kLandingPagePolicy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

// The page at `/`: HTML that says which site and version this is, with links to the other routes.
[[nodiscard]] std::string LandingPage(std::string_view site, std::string_view version);

}  // namespace agent::serve
