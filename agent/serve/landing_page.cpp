#include "agent/serve/landing_page.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "agent/base/version.hpp"
#include "agent/base/visible.hpp"
#include "agent/serve/routes.hpp"

namespace agent::serve {
namespace {

std::string EscapeHtml(std::string_view text) {
  static constexpr std::pair<char, std::string_view> kEscapes[] = {
      {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
  std::string out;
  for (const char c : text) {
    const auto* const escape =
        std::ranges::find(kEscapes, c, [](const auto& e) { return e.first; });
    out += escape == std::end(kEscapes) ? std::string_view(&c, 1) : escape->second;
  }
  return out;
}

constexpr std::string_view kStyle = R"(
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; overflow-wrap: anywhere; }
dt { margin-top: 1rem; font-family: ui-monospace, monospace; }
dd { margin: 0; }
footer { margin-top: 2rem; opacity: 0.7; }
)";

std::string Links() {
  std::string links = "<dl>\n";
  for (const Route& route : Routes()) {
    if (route.help.empty()) continue;
    links += "<dt><a href=\"";
    links += route.path;
    links += "\">";
    links += route.path;
    links += "</a></dt>\n<dd>";
    links += EscapeHtml(route.help);
    links += "</dd>\n";
  }
  return links + "</dl>\n";
}

constexpr std::string_view kPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

}  // namespace

Page LandingPage(const PageInput& input) {
  const std::string name = EscapeHtml(base::Visible(input.site));
  std::string page =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>";
  page += name;
  page += " – odin-agent</title>\n<style>";
  page += kStyle;
  page += "</style>\n</head>\n<body>\n<main>\n<h1>";
  page += name;
  page +=
      "</h1>\n<p>This is odin-agent, which reads the numbers of this O.D.I.N. print farm.</p>\n";
  page += Links();
  page += "</main>\n<footer>odin-agent ";
  page += EscapeHtml(base::Version());
  page += "</footer>\n</body>\n</html>\n";
  return {.body = std::move(page),
          .content_type = kHtml,
          .headers = {{"Content-Security-Policy", kPolicy}, {"Referrer-Policy", "no-referrer"}}};
}

}  // namespace agent::serve
