#include "agent/net/status_text.hpp"

#include <gtest/gtest.h>

namespace agent::net {
namespace {

HttpReply Reply(int status, std::string body) {
  HttpReply reply;
  reply.status = status;
  reply.body = std::move(body);
  return reply;
}

TEST(StatusText, NamesTheStatusItsMeaningAndTheServersWords) {
  const HttpReply reply = Reply(401, "go away");
  EXPECT_EQ(StatusCause(reply, "wants credentials"), "HTTP 401: wants credentials");
  EXPECT_EQ(StatusDetail("http://a", reply, "wants credentials"),
            "http://a: HTTP 401: wants credentials: it says: go away");
  EXPECT_EQ(StatusDetail("http://a", Reply(404, ""), "nothing there"),
            "http://a: HTTP 404: nothing there");
}

TEST(StatusText, BeginsASentenceBehindAQuestion) {
  EXPECT_EQ(StatusDetail("http://a", Reply(404, "no"), "is it there?"),
            "http://a: HTTP 404: is it there? It says: no");
}

TEST(StatusText, NamesTheProxyThatMayHaveAnswered) {
  HttpReply reply = Reply(403, "no");
  reply.proxy = "http://proxy:3128";
  EXPECT_EQ(StatusDetail("http://a", reply, "forbids it"),
            "http://a: HTTP 403: forbids it (unless it is the proxy http://proxy:3128 that "
            "answers): it says: no");
}

}  // namespace
}  // namespace agent::net
