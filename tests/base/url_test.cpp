#include "agent/base/url.hpp"

#include <gtest/gtest.h>

namespace agent::base {
namespace {

TEST(Url, IsTakenApart) {
  const std::optional<Url> url = ParseUrl("HTTPS://user:p%40ss@Push.Example.com:8443/a/b?x=1");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->userinfo, "user:p%40ss");
  EXPECT_EQ(url->host, "push.example.com");
  EXPECT_EQ(url->port, 8443);
  EXPECT_EQ(url->path, "/a/b");
  EXPECT_EQ(url->query, "x=1");
}

TEST(Url, KnowsTheDefaultPorts) {
  EXPECT_EQ(ParseUrl("http://h")->port, 80);
  EXPECT_EQ(ParseUrl("https://h")->port, 443);
  EXPECT_EQ(ParseUrl("socks5://h", "http socks5")->port, 1080);
}

TEST(Url, TakesIpv6InBrackets) {
  EXPECT_EQ(ParseUrl("http://[::1]:9091")->host, "[::1]");
  EXPECT_EQ(ParseUrl("http://[::1]:9091")->port, 9091);
}

TEST(Url, TakesTheZoneOfAnIpv6Address) {
  EXPECT_EQ(ParseUrl("http://[FE80::1%25Eth0.1]:9091/x")->host, "[fe80::1%25Eth0.1]");
  EXPECT_EQ(ParseUrl("http://[FE80::1%25Eth0.1]:9091/x")->port, 9091);
  for (const char* text : {"http://[fe80::1%eth0]", "http://[fe80::1%25]", "http://[fe80::1%25a%b]",
                           "http://[%25eth0]", "http://h%25eth0"}) {
    EXPECT_FALSE(ParseUrl(text)) << text;
  }
}

TEST(Url, RefusesWhatIsNone) {
  for (const char* text :
       {"", "push.example.com", "http://", "http:///x", "ftp://h", "http://h:0", "http://h:65536",
        "http://h:x", "http://h:", "http://a b", "http://h/\n", "http://[::1", "http://[1]",
        "http://::1", "http://h#f", "http//h", "http://h\"", "://h"}) {
    EXPECT_FALSE(ParseUrl(text)) << text;
  }
}

TEST(Url, IsRedactedForLogs) {
  EXPECT_EQ(RedactUrl("http://h:9091/x"), "http://h:9091/x");
  EXPECT_EQ(RedactUrl("https://user:secret@h:443/x?token=secret"), "https://***@h/x?***");
  EXPECT_EQ(RedactUrl("http://user:sec ret@h"), "<invalid URL>");
}

TEST(Url, PercentEncodesAllButUnreservedCharacters) {
  EXPECT_EQ(PercentEncode("berlin-1_a.b~"), "berlin-1_a.b~");
  EXPECT_EQ(PercentEncode("Köln 2%"), "K%C3%B6ln%202%25");
}

}  // namespace
}  // namespace agent::base
