#include "agent/serve/routes.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "agent/base/url.hpp"
#include "agent/serve/landing_page.hpp"

namespace agent::serve {
namespace {

constexpr unsigned kUnavailable = 503;
constexpr const char* kRetryAfter = "Retry-After";

// The metrics; 503 before the first tick and when the snapshot is stale.
Page Exposition(const PageInput& input) {
  const status::SnapshotPtr snapshot = input.snapshots.Get();
  if (!snapshot) {
    return {.status = kUnavailable,
            .body = "No collection has finished yet. Try again in a few seconds.\n",
            .headers = {{kRetryAfter, "5"}}};
  }
  if (snapshot->stale_after < input.now) {
    return {.status = kUnavailable,
            .body =
                "The numbers are too old to be shown: odin-agent's collection hangs. See its "
                "log.\n"};
  }
  return {.exposition = snapshot->exposition};
}

// The process lives.
Page Healthy(const PageInput&) { return {.body = "odin-agent is running.\n"}; }

// A collection has succeeded lately, and its snapshot, which comes a moment after its report, can
// be scraped.
Page Ready(const PageInput& input) {
  const status::SnapshotPtr snapshot = input.snapshots.Get();
  const bool shows_farm = snapshot && snapshot->farm;
  if (shows_farm && status::HasFreshFarm(input.board.Read(), input.now)) {
    return {.body = "odin-agent is ready.\n"};
  }
  return {.status = kUnavailable,
          .body = "Not ready: no collection has succeeded lately. See odin-agent's log.\n"};
}

// Health checks reveal nothing of a farm, so they need no credentials.
constexpr auto kRoutes = std::to_array<Route>({
    {"/", true, LandingPage},
    {"/api/metrics", true, Exposition, "The farm's metrics, for Prometheus to scrape."},
    {"/metrics", true, Exposition, "The same."},
    {"/-/healthy", false, Healthy, "Answers 200 while the agent runs."},
    {"/-/ready", false, Ready,
     "Answers 200 while the numbers of the farm are fresh, and 503 otherwise."},
});

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

const Route* RouteOfPath(std::string_view spelled) {
  const std::string path = Normalized(spelled);
  const auto found = std::ranges::find(kRoutes, path, &Route::path);
  return found == kRoutes.end() ? nullptr : &*found;
}

}  // namespace

std::span<const Route> Routes() { return kRoutes; }

const Route* FindRoute(std::string_view target) {
  if (target.starts_with('/')) return RouteOfPath(target);
  const std::optional<base::Url> url = base::ParseUrl(target);
  if (!url || !url->userinfo.empty()) return nullptr;
  return RouteOfPath(url->path.empty() ? "/" : url->path);
}

std::string_view RouteLabel(const Route* route) { return route == nullptr ? "other" : route->path; }

}  // namespace agent::serve
