#include "agent/serve/routes.hpp"

#include <array>
#include <optional>

#include "agent/base/url.hpp"

namespace agent::serve {
namespace {

struct Entry {
  Route route;
  std::string_view path;
};

constexpr std::array kRoutes{
    Entry{Route::kApiMetrics, "/api/metrics"}, Entry{Route::kMetrics, "/metrics"},
    Entry{Route::kHealthy, "/-/healthy"},      Entry{Route::kReady, "/-/ready"},
    Entry{Route::kLandingPage, "/"},
};

Route RouteOfPath(std::string_view path) {
  for (const Entry& entry : kRoutes) {
    if (entry.path == path) return entry.route;
  }
  return Route::kOther;
}

}  // namespace

Route FindRoute(std::string_view target) {
  if (target.starts_with('/')) return RouteOfPath(target);
  const std::optional<base::Url> url = base::ParseUrl(target);
  if (!url || !url->userinfo.empty()) return Route::kOther;
  return RouteOfPath(url->path.empty() ? "/" : url->path);
}

std::string_view RouteLabel(Route route) {
  for (const Entry& entry : kRoutes) {
    if (entry.route == route) return entry.path;
  }
  return "other";
}

bool IsOpenToAll(Route route) { return route == Route::kHealthy || route == Route::kReady; }

}  // namespace agent::serve
