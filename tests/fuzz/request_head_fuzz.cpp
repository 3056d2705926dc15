#include <array>

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
  constexpr std::array<std::string_view, 5> kPaths = {"/api/metrics", "/metrics", "/-/healthy",
                                                      "/-/ready", "/"};
  bool known = false;
  for (const std::string_view known_path : kPaths) known |= path == known_path;
  const Route route = FindRoute(path);
  Require((route != Route::kOther) == known, "nothing hides behind another spelling");
  Require(agent::serve::RouteLabel(route) == (known ? path : "other"),
          "metrics never name a path that a stranger made up");
  Require(agent::serve::IsOpenToAll(route) == (path == "/-/healthy" || path == "/-/ready"),
          "only the health checks are open");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(agent::fuzz::AsText(data, size));
  ReadsAcceptEncoding(text);
  FindsRoute(text);
  return 0;
}
