#include "agent/serve/routes.hpp"

#include <array>

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

}  // namespace

Route FindRoute(std::string_view path) {
  for (const Entry& entry : kRoutes) {
    if (entry.path == path) return entry.route;
  }
  return Route::kOther;
}

std::string_view RouteLabel(Route route) {
  for (const Entry& entry : kRoutes) {
    if (entry.route == route) return entry.path;
  }
  return "other";
}

bool IsOpenToAll(Route route) { return route == Route::kHealthy || route == Route::kReady; }

}  // namespace agent::serve
