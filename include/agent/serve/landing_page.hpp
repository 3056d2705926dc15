#pragma once

#include "agent/serve/page.hpp"

namespace agent::serve {

// The page at `/`: HTML that says which site and version this is, with links to the other paths.
// Its Content-Security-Policy allows only its own style sheet, which is in its head.
[[nodiscard]] Page LandingPage(const PageInput& input);

}  // namespace agent::serve
