#include "agent/net/redirect.hpp"

#include <gtest/gtest.h>

namespace agent::net {
namespace {

TEST(Redirect, WithinTheOriginIsResolved) {
  const std::string from = "http://odin.lan:8000/api/metrics";
  EXPECT_EQ(RedirectWithinOrigin(from, "/metrics"), "http://odin.lan:8000/metrics");
  EXPECT_EQ(RedirectWithinOrigin(from, "v1/metrics?a=b#c"),
            "http://odin.lan:8000/api/v1/metrics?a=b");
  EXPECT_EQ(RedirectWithinOrigin(from, "../x"), "http://odin.lan:8000/x");
  EXPECT_EQ(RedirectWithinOrigin(from, "http://ODIN.lan:8000/x"), "http://ODIN.lan:8000/x");
  EXPECT_EQ(RedirectWithinOrigin(from, "//odin.lan:8000/x"), "http://odin.lan:8000/x");
  EXPECT_EQ(RedirectWithinOrigin("https://a/b", "https://a:443/c"), "https://a:443/c");
  EXPECT_EQ(RedirectWithinOrigin("http://[::1]:8000/b", "/c"), "http://[::1]:8000/c");
}

TEST(Redirect, ToAnywhereElseIsNone) {
  const std::string from = "http://odin.lan:8000/api/metrics";
  for (const char* location :
       {"", "http://evil.lan:8000/", "//evil.lan:8000/", "http://odin.lan/", "http://odin.lan:80/",
        "https://odin.lan:8000/", "http://odin.lan:8000@evil.lan/", "http://a:b@odin.lan:8000/",
        "http://odin.lan:8000.evil.lan/", "ftp://odin.lan:8000/", "file:///etc/passwd",
        "http://odin.lan:99999/", "javascript:alert(1)", "http://"}) {
    EXPECT_FALSE(RedirectWithinOrigin(from, location)) << location;
  }
}

// Whatever a server makes of it, it does not lead elsewhere.
TEST(Redirect, OfNonsenseStaysOrIsNone) {
  for (const char* location :
       {"/a b", "/a\rb", "\\\\evil.lan/x", "/\\evil.lan", "?", "%", "///evil"}) {
    const auto to = RedirectWithinOrigin("http://odin.lan:8000/api/metrics", location);
    EXPECT_TRUE(!to || to->starts_with("http://odin.lan:8000/")) << location << " → " << *to;
  }
}

TEST(Redirect, TellsWhereTheBaseHasMoved) {
  const std::string base = "http://push.lan:9091/old";
  const auto moved = [&base](const std::string& location) {
    return MovedBase(base, base + "/metrics/job/odin/site/a%2Fb", location);
  };
  EXPECT_EQ(moved("https://push.example.com/metrics/job/odin/site/a%2Fb"),
            "https://push.example.com");
  EXPECT_EQ(moved("https://push.example.com/new/metrics/job/odin/site/a%2Fb/"),
            "https://push.example.com/new");
  EXPECT_EQ(moved("/new/metrics/job/odin/site/a%2Fb"), "http://push.lan:9091/new");
  for (const char* elsewhere :
       {"", "/", "https://push.example.com/",
        "https://push.example.com/metrics/job/odin/site/other", "/old/metrics/job/odin/site/a%2Fb",
        "/old/metrics/job/odin/site/a%2Fb/",
        "https://a:b@push.example.com/metrics/job/odin/site/a%2Fb",
        "/login?next=/metrics/job/odin/site/a%2Fb"}) {
    EXPECT_EQ(moved(elsewhere), std::nullopt) << elsewhere;
  }
}

}  // namespace
}  // namespace agent::net
