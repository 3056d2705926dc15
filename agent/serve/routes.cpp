#include "agent/serve/routes.hpp"

#include <array>
#include <optional>
#include <string>

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

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool IsUnreserved(int byte) {
  constexpr std::string_view kMarks = "-._~";
  const char c = static_cast<char>(byte);
  return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= 'a' && byte <= 'z') || (byte > 0 && kMarks.find(c) != std::string_view::npos);
}

// Removes the first character of `path`: decoded where its encoding means the same, else as it is.
char TakeCharacter(std::string_view& path) {
  const char first = path.front();
  if (first == '%' && path.size() >= 3 && HexDigit(path[1]) >= 0 && HexDigit(path[2]) >= 0) {
    const int byte = 16 * HexDigit(path[1]) + HexDigit(path[2]);
    if (IsUnreserved(byte)) {
      path.remove_prefix(3);
      return static_cast<char>(byte);
    }
  }
  path.remove_prefix(1);
  return first;
}

// The one spelling of all that mean the same; "/" stays.
std::string Normalized(std::string_view path) {
  std::string normalized;
  while (!path.empty()) {
    const char c = TakeCharacter(path);
    if (c != '/' || !normalized.ends_with('/')) normalized += c;
  }
  if (normalized.size() > 1 && normalized.ends_with('/')) normalized.pop_back();
  return normalized;
}

Route RouteOfPath(std::string_view spelled) {
  const std::string path = Normalized(spelled);
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
