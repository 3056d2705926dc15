#include "agent/serve/request_head.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace agent::serve {
namespace {

bool IsUnambiguousWith(std::vector<HeaderLine> headers, const std::string& version = "HTTP/1.1") {
  return IsUnambiguous({version, "/api/metrics", std::move(headers)});
}

const HeaderLine kHost{"Host", "farm.example:9465"};

TEST(RequestHead, IsUnambiguousAsPeopleSendIt) {
  EXPECT_TRUE(IsUnambiguousWith({kHost}));
  EXPECT_TRUE(IsUnambiguousWith({{"Accept", "*/*;q=0.1"},
                                 {"Accept", "text/plain"},
                                 {"host", "[::1]:9465"},
                                 {"X-Own_Header.1", "\xC3\xA9 \t x"},
                                 {"Content-Length", "0"}}));
  EXPECT_TRUE(IsUnambiguousWith({kHost, {"Transfer-Encoding", "chunked"}}));
  EXPECT_TRUE(IsUnambiguousWith({{"Host", ""}})) << "RFC 9110, section 7.2";
  EXPECT_TRUE(IsUnambiguousWith({}, "HTTP/1.0"));
  EXPECT_TRUE(IsUnambiguousWith({kHost}, "HTTP/1.0"));
}

TEST(RequestHead, WantsOneHost) {
  EXPECT_FALSE(IsUnambiguousWith({}));
  EXPECT_FALSE(IsUnambiguousWith({kHost, kHost}));
  EXPECT_FALSE(IsUnambiguousWith({kHost, {"HOST", "other"}}, "HTTP/1.0"));
  for (const char* host : {"a b", "a/b", "a,b@c", "a?b", "a#b", "http://a", "a\\b", "<a>"}) {
    EXPECT_FALSE(IsUnambiguousWith({{"Host", host}})) << host;
  }
}

TEST(RequestHead, WantsOneLengthOfTheBody) {
  EXPECT_FALSE(IsUnambiguousWith({kHost, {"Content-Length", "5"}, {"content-length", "6"}}));
  EXPECT_FALSE(IsUnambiguousWith({kHost, {"Content-Length", "5"}, {"Content-Length", "5"}}));
  EXPECT_FALSE(
      IsUnambiguousWith({kHost, {"Content-Length", "5"}, {"Transfer-Encoding", "chunked"}}));
  EXPECT_FALSE(
      IsUnambiguousWith({kHost, {"Transfer-Encoding", "x"}, {"Transfer-Encoding", "chunked"}}));
  for (const char* length : {"", "+5", "-1", "0x5", "5 5", "5,5", "5;"}) {
    EXPECT_FALSE(IsUnambiguousWith({kHost, {"Content-Length", length}})) << length;
  }
}

TEST(RequestHead, WantsNamesWithoutSpaceAndWholeLines) {
  for (const char* name : {"", "Content-Length ", "Content-Length\t", " Content-Length", "A B",
                           "A\x01", "A\x7F", "\xC3\xA9", "A(", "A/B", "A\"", "A@b"}) {
    EXPECT_FALSE(IsUnambiguousWith({kHost, {name, "5"}})) << name;
  }
  EXPECT_FALSE(IsUnambiguousWith({kHost, {"X", "a\rContent-Length: 5"}}));
  EXPECT_FALSE(IsUnambiguous({"HTTP/1.1", "/", {kHost}, true}));
}

TEST(RequestHead, WantsATargetWithoutSpace) {
  for (const char* target : {"/a b", "/a\tb", "/a\rb", "/a\x7F"}) {
    EXPECT_FALSE(IsUnambiguous({"HTTP/1.1", target, {kHost}})) << target;
  }
}

}  // namespace
}  // namespace agent::serve
