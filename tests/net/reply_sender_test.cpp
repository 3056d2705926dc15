#include "agent/net/reply_sender.hpp"

#include <gtest/gtest.h>

namespace agent::net {
namespace {

SenderClues Through(int status) {
  SenderClues clues;
  clues.status = status;
  clues.server = "http://push.example.com:9091";
  clues.proxy = "http://proxy:3128";
  return clues;
}

std::string WordsOf(const SenderClues& clues) {
  const std::optional<Explanation> explanation = ExplainOtherSender(clues);
  if (!explanation) return "";
  EXPECT_EQ(explanation->error, TransportError::kConnect);
  return explanation->detail;
}

TEST(ReplySender, OfSquidIsNamedWithItsOwnError) {
  const std::string begin =
      "the proxy http://proxy:3128 does not let us through to http://push.example.com:9091: HTTP "
      "status ";
  SenderClues clues = Through(403);
  clues.squid_error = "ERR_ACCESS_DENIED 0";
  EXPECT_EQ(WordsOf(clues), begin +
                                "403 (ERR_ACCESS_DENIED 0): its rules forbid it: have them allow "
                                "this address");
  clues = Through(503);
  clues.squid_error = "ERR_CONNECT_FAIL 111";
  EXPECT_EQ(WordsOf(clues), begin +
                                "503 (ERR_CONNECT_FAIL 111): the proxy cannot connect: is the "
                                "server running, and are host and port in url right?");
  clues.squid_error = "ERR_DNS_FAIL 0";
  EXPECT_EQ(WordsOf(clues),
            begin + "503 (ERR_DNS_FAIL 0): the proxy does not know the name: check url");
  clues = Through(407);
  EXPECT_EQ(WordsOf(clues), begin + "407: check the user and password in proxy_url");
}

TEST(ReplySender, OfOtherProxiesIsKnownByTheirMarks) {
  SenderClues clues = Through(403);
  clues.proxy_status = "corp; error=http_request_denied";
  EXPECT_NE(WordsOf(clues), "");
  clues = Through(403);
  clues.server_field = "tinyproxy/1.11.1";
  EXPECT_NE(WordsOf(clues), "");
}

TEST(ReplySender, OfWhoStandsBetweenNamesBothWhereNothingTellsThemApart) {
  SenderClues clues = Through(502);
  clues.words = "Bad Gateway";
  EXPECT_EQ(WordsOf(clues),
            "the proxy http://proxy:3128, or a server behind it, does not reach "
            "http://push.example.com:9091: HTTP status 502: it says: Bad Gateway: see the proxy's "
            "log");
}

TEST(ReplySender, WithoutWordsIsSaidByItsStatus) {
  const SenderClues clues = Through(504);
  EXPECT_EQ(WordsOf(clues),
            "the proxy http://proxy:3128, or a server behind it, does not reach "
            "http://push.example.com:9091: HTTP status 504: see the proxy's log");
}

TEST(ReplySender, LeavesTheServersOwnAlone) {
  for (const int status : {200, 202, 302, 400, 401, 403, 404, 413, 500}) {
    EXPECT_EQ(WordsOf(Through(status)), "") << status;
  }
  SenderClues direct = Through(503);
  direct.proxy.clear();
  EXPECT_EQ(WordsOf(direct), "");
  direct.squid_error = "ERR_CONNECT_FAIL 111";  // a squid before the server
  EXPECT_EQ(WordsOf(direct), "");
  SenderClues passed = Through(200);
  passed.squid_error = "ERR_NONE";
  EXPECT_EQ(WordsOf(passed), "");
}

TEST(ReplySender, OfAServerThatWantsTlsSaysSo) {
  SenderClues clues;
  clues.status = 400;
  clues.server = "http://push.example.com:443";
  for (const std::string words :
       {"<html> 400 The plain HTTP request was sent to HTTPS port",
        "Bad Request Your browser "
        "sent a request. Reason: You're speaking plain HTTP to an SSL-enabled server port.",
        "Client sent an HTTP request to an HTTPS server."}) {
    clues.words = words;
    const std::optional<Explanation> explanation = ExplainOtherSender(clues);
    ASSERT_TRUE(explanation) << words;
    EXPECT_EQ(explanation->error, TransportError::kTls);
    EXPECT_EQ(explanation->detail,
              "http://push.example.com:443 speaks https, not http: write https:// in url");
  }
  clues.server = "https://push.example.com";
  EXPECT_FALSE(ExplainOtherSender(clues));
}

}  // namespace
}  // namespace agent::net
