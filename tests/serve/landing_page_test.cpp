#include "agent/serve/landing_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "agent/base/version.hpp"
#include "agent/serve/routes.hpp"
#include "agent/status/latest.hpp"

namespace agent::serve {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string PageOf(std::string_view site) {
  const status::Latest latest;
  const status::Board board;
  return LandingPage({site, latest, board, {}}).body;
}

TEST(LandingPage, NamesTheSiteAndTheVersion) {
  const std::string page = PageOf("berlin-1");
  EXPECT_THAT(page, StartsWith("<!DOCTYPE html>\n<html lang=\"en\">"));
  EXPECT_THAT(page, HasSubstr("<title>berlin-1 – odin-agent</title>"));
  EXPECT_THAT(page, HasSubstr("<h1>berlin-1</h1>"));
  EXPECT_THAT(page, HasSubstr("odin-agent " + std::string(base::Version())));
}

TEST(LandingPage, LinksEveryOtherRoute) {
  const std::string page = PageOf("s");
  for (const Route& route : Routes()) {
    if (route.path == "/") continue;
    EXPECT_THAT(page, HasSubstr("href=\"" + std::string(route.path) + '"'));
  }
}

TEST(LandingPage, EscapesTheSite) {
  const std::string page = PageOf("<script>alert('Köln & \"Halle\"')</script>");
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, HasSubstr("<h1>&lt;script&gt;alert(&#39;Köln &amp; &quot;Halle&quot;&#39;)"
                              "&lt;/script&gt;</h1>"));
}

}  // namespace
}  // namespace agent::serve
