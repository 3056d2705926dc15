#pragma once

#include <string_view>

namespace agent::serve {

enum class Route { kApiMetrics, kMetrics, kHealthy, kReady, kLandingPage, kOther };

// The route of a request target without its query and still percent-encoded. Slashes at the end, or
// several in one place, are what becomes of a URL that is put together, and count as none or one;
// letters, digits and "-._~" may be percent-encoded, which means the same (RFC 3986,
// section 6.2.2). A path that is spelled in any other way than below is kOther: no dots, no encoded
// slash. A target may also be a whole URL, as a proxy sends it (RFC 9112, section 3.2.2); its host
// does not matter.
[[nodiscard]] Route FindRoute(std::string_view target);

// "/api/metrics", "/metrics", "/-/healthy", "/-/ready", "/" or "other": what metrics call it.
[[nodiscard]] std::string_view RouteLabel(Route route);

// Whether it is answered without credentials: the health checks, which reveal nothing of a farm.
[[nodiscard]] bool IsOpenToAll(Route route);

}  // namespace agent::serve
