#include "agent/net/failure.hpp"

#include <curl/curl.h>
#include <gtest/gtest.h>

#include <cerrno>

// What the scripted servers of the other tests cannot bring about.
namespace agent::net {
namespace {

Failure At(Stage stage, int code) {
  Failure failure;
  failure.code = code;
  failure.stage = stage;
  failure.server = "https://push.example.com";
  return failure;
}

TEST(Failure, AsksAfterTheNetworkWhenThereIsNoRoute) {
  Failure failure = At(Stage::kConnecting, CURLE_COULDNT_CONNECT);
  failure.os_error = ENETUNREACH;
  const Explanation explanation = Explain(failure);
  EXPECT_EQ(explanation.error, TransportError::kConnect);
  EXPECT_EQ(explanation.detail,
            "cannot connect to https://push.example.com: Network is unreachable: is this machine's "
            "network up?");
}

TEST(Failure, SuggestsHttpWhereTlsMeetsPlainText) {
  Failure failure = At(Stage::kHandshake, CURLE_SSL_CONNECT_ERROR);
  failure.curl_text = "error:0A00010B:SSL routines::wrong version number";
  const Explanation explanation = Explain(failure);
  EXPECT_EQ(explanation.error, TransportError::kTls);
  EXPECT_EQ(explanation.detail,
            "https://push.example.com: error:0A00010B:SSL routines::wrong version number: does it "
            "speak https at all? Try http:// in url");
}

TEST(Failure, NamesTheCaFileInUseWhereItDoesNotHelp) {
  Failure failure = At(Stage::kHandshake, CURLE_PEER_FAILED_VERIFICATION);
  failure.curl_text = "SSL certificate problem: unable to get local issuer certificate";
  failure.verify_result = 20;
  const std::string begin = failure.server + ": " + failure.curl_text;
  EXPECT_EQ(Explain(failure).detail, begin + ": set tls_config.ca_file to the CA that signed it");
  failure.ca_file = "/etc/odin-agent/ca.pem";
  EXPECT_EQ(Explain(failure).detail,
            begin +
                ": none of the CAs in /etc/odin-agent/ca.pem (tls_config.ca_file) signed it: "
                "put the one that did into that file");
}

TEST(Failure, SuggestsHttpsWhereNothingAnswersPlainText) {
  Failure failure = At(Stage::kWaiting, CURLE_GOT_NOTHING);
  const std::string words = " closed the connection without a reply";
  EXPECT_EQ(Explain(failure).detail, failure.server + words);
  failure.server = "http://push.example.com";
  EXPECT_EQ(Explain(failure).detail,
            failure.server + words + ": does this port speak https? Then write https:// in url");
  failure.proxy = "http://proxy:3128";
  EXPECT_EQ(Explain(failure).detail, failure.server + words) << "the proxy did";
}

TEST(Failure, NamesAPeerThatVanished) {
  Failure failure = At(Stage::kWaiting, CURLE_RECV_ERROR);
  failure.os_error = ETIMEDOUT;
  const Explanation explanation = Explain(failure);
  EXPECT_EQ(explanation.error, TransportError::kConnect);
  EXPECT_EQ(explanation.detail,
            "the connection to https://push.example.com broke: Connection timed out");
}

TEST(Failure, NeverRepeatsLibcurlsWordsAboutAProxyUrl) {
  Failure failure = At(Stage::kResolving, CURLE_COULDNT_RESOLVE_PROXY);
  failure.proxy = "http://proxy:3128";
  failure.curl_text = "Unsupported proxy scheme for 'x://user:s3cret@proxy'";
  for (const int code : {CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_PROXY,
                         CURLE_OPERATION_TIMEDOUT, CURLE_URL_MALFORMAT, CURLE_OUT_OF_MEMORY}) {
    failure.code = code;
    const Explanation explanation = Explain(failure);
    EXPECT_NE(explanation.error, TransportError::kNone);
    EXPECT_NE(explanation.detail, "");
    EXPECT_EQ(explanation.detail.find("s3cret"), std::string::npos) << explanation.detail;
  }
}

}  // namespace
}  // namespace agent::net
