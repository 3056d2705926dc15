#include <algorithm>

#include "agent/base/text.hpp"
#include "agent/serve/accept_encoding.hpp"
#include "agent/serve/routes.hpp"
#include "fuzz/fuzzing.hpp"

using agent::fuzz::Require;
using agent::serve::AcceptsGzip;
using agent::serve::FindRoute;
using agent::serve::Route;

namespace {

void ReadsAcceptEncoding(const std::string& list) {
  const bool accepts = AcceptsGzip(list);
  const std::string lower = agent::base::ToLowerAscii(list);
  Require(AcceptsGzip(lower) == accepts, "letter case does not matter");
  Require(
      !accepts || lower.find("gzip") != std::string::npos || lower.find('*') != std::string::npos,
      "gzip is asked for by name or by *");
  Require(!AcceptsGzip(list + ", gzip;q=0"), "a refusal counts");
  Require(AcceptsGzip(list + ", identity;q=0, gzip"), "and so does a wish");
}

void FindsRoute(const std::string& path) {
  const Route* const route = FindRoute(path);
  const std::string label(agent::serve::RouteLabel(route));
  Require(label == "other" || std::ranges::count(agent::serve::Routes(), label, &Route::path) == 1,
          "metrics never name a path that a stranger made up");
  Require(path == label || FindRoute(label) == route, "the label's own spelling is the same route");
  Require((route != nullptr && !route->needs_credentials) == label.starts_with("/-/"),
          "only the health checks are open");
  if (route == nullptr || !path.starts_with('/')) return;
  Require(FindRoute(path + '/') == route && FindRoute('/' + path) == route,
          "a slash too many does not matter");
  Require(FindRoute(path + "/..") == nullptr, "nothing hides behind dots");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(agent::fuzz::AsText(data, size));
  ReadsAcceptEncoding(text);
  FindsRoute(text);
  return 0;
}
