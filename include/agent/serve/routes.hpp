#pragma once

#include <string_view>

namespace agent::serve {

enum class Route { kApiMetrics, kMetrics, kHealthy, kReady, kLandingPage, kOther };

// The route of a request target's path, without its query and still percent-encoded: a path that
// is spelled in any other way than below is kOther, so nothing hides behind an encoding.
[[nodiscard]] Route FindRoute(std::string_view path);

// "/api/metrics", "/metrics", "/-/healthy", "/-/ready", "/" or "other": what metrics call it.
[[nodiscard]] std::string_view RouteLabel(Route route);

// Whether it is answered without credentials: the health checks, which reveal nothing of a farm.
[[nodiscard]] bool IsOpenToAll(Route route);

}  // namespace agent::serve
