#include "agent/net/foreign_reply.hpp"

#include <gtest/gtest.h>

namespace agent::net {
namespace {

ReplyMarks Through(int status) {
  ReplyMarks marks;
  marks.status = status;
  marks.server = "http://push.example.com:9091";
  marks.proxy = "http://proxy:3128";
  return marks;
}

std::string WordsOf(const ReplyMarks& marks) {
  const std::optional<Explanation> explanation = ExplainForeignReply(marks);
  if (!explanation) return "";
  EXPECT_EQ(explanation->error, TransportError::kConnect);
  return explanation->detail;
}

TEST(ForeignReply, OfSquidIsNamedWithItsOwnError) {
  const std::string begin =
      "the proxy http://proxy:3128 does not let us through to http://push.example.com:9091: HTTP "
      "status ";
  ReplyMarks marks = Through(403);
  marks.squid_error = "ERR_ACCESS_DENIED 0";
  EXPECT_EQ(WordsOf(marks), begin +
                                "403 (ERR_ACCESS_DENIED 0): its rules forbid it: have them allow "
                                "this address");
  marks = Through(503);
  marks.squid_error = "ERR_CONNECT_FAIL 111";
  EXPECT_EQ(WordsOf(marks), begin +
                                "503 (ERR_CONNECT_FAIL 111): the proxy cannot connect: is the "
                                "server running, and are host and port in url right?");
  marks.squid_error = "ERR_DNS_FAIL 0";
  EXPECT_EQ(WordsOf(marks),
            begin + "503 (ERR_DNS_FAIL 0): the proxy does not know the name: check url");
  marks = Through(407);
  EXPECT_EQ(WordsOf(marks), begin + "407: check the user and password in proxy_url");
}

TEST(ForeignReply, OfOtherProxiesIsKnownByTheirMarks) {
  ReplyMarks marks = Through(403);
  marks.proxy_status = "corp; error=http_request_denied";
  EXPECT_NE(WordsOf(marks), "");
  marks = Through(403);
  marks.server_field = "tinyproxy/1.11.1";
  EXPECT_NE(WordsOf(marks), "");
}

TEST(ForeignReply, OfWhoStandsBetweenNamesBothWhereNothingTellsThemApart) {
  ReplyMarks marks = Through(502);
  marks.words = "Bad Gateway";
  EXPECT_EQ(WordsOf(marks),
            "the proxy http://proxy:3128, or a server behind it, does not reach "
            "http://push.example.com:9091: HTTP status 502: it says: Bad Gateway: see the proxy's "
            "log");
}

TEST(ForeignReply, WithoutWordsIsSaidByItsStatus) {
  const ReplyMarks marks = Through(504);
  EXPECT_EQ(WordsOf(marks),
            "the proxy http://proxy:3128, or a server behind it, does not reach "
            "http://push.example.com:9091: HTTP status 504: see the proxy's log");
}

TEST(ForeignReply, LeavesTheServersOwnAlone) {
  for (const int status : {200, 202, 302, 400, 401, 403, 404, 413, 500}) {
    EXPECT_EQ(WordsOf(Through(status)), "") << status;
  }
  ReplyMarks direct = Through(503);
  direct.proxy.clear();
  EXPECT_EQ(WordsOf(direct), "");
  direct.squid_error = "ERR_CONNECT_FAIL 111";  // a squid before the server
  EXPECT_EQ(WordsOf(direct), "");
  ReplyMarks passed = Through(200);
  passed.squid_error = "ERR_NONE";
  EXPECT_EQ(WordsOf(passed), "");
}

TEST(ForeignReply, OfAServerThatWantsTlsSaysSo) {
  ReplyMarks marks;
  marks.status = 400;
  marks.server = "http://push.example.com:443";
  for (const std::string words :
       {"<html> 400 The plain HTTP request was sent to HTTPS port",
        "Bad Request Your browser "
        "sent a request. Reason: You're speaking plain HTTP to an SSL-enabled server port.",
        "Client sent an HTTP request to an HTTPS server."}) {
    marks.words = words;
    const std::optional<Explanation> explanation = ExplainForeignReply(marks);
    ASSERT_TRUE(explanation) << words;
    EXPECT_EQ(explanation->error, TransportError::kTls);
    EXPECT_EQ(explanation->detail,
              "http://push.example.com:443 speaks https, not http: write https:// in url");
  }
  marks.server = "https://push.example.com";
  EXPECT_FALSE(ExplainForeignReply(marks));
}

}  // namespace
}  // namespace agent::net
