#include "agent/net/reply_sink.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>

namespace agent::net {
namespace {

std::size_t Body(ReplySink& sink, const std::string& data) {
  return ReplySink::OnBody(data.data(), 1, data.size(), &sink);
}

std::size_t Header(ReplySink& sink, const std::string& line) {
  return ReplySink::OnHeader(line.data(), 1, line.size(), &sink);
}

TEST(ReplySink, KeepsABodyUpToItsLimit) {
  ReplySink sink(6, false);
  EXPECT_EQ(Body(sink, "abc"), 3U);
  EXPECT_EQ(Body(sink, "def"), 3U);
  EXPECT_FALSE(sink.Refusal("a").has_value());
  EXPECT_EQ(Body(sink, "g"), 0U);
  EXPECT_EQ(sink.body(), "abcdef");
  EXPECT_EQ(sink.Refusal("a").value().error, TransportError::kTooLarge);
  EXPECT_EQ(sink.Refusal("http://a:80").value().detail,
            "the reply of http://a:80 is larger than 6 bytes");
}

TEST(ReplySink, KeepsWhatFitsOfABodyThatDoesNot) {
  ReplySink sink(6, false);
  EXPECT_EQ(Body(sink, "abcdefgh"), 6U);
  EXPECT_EQ(sink.body(), "abcdef");
  EXPECT_TRUE(sink.Refusal("a").has_value());
}

TEST(ReplySink, BoundsAllHeadersTogether) {
  ReplySink sink(6, false);
  const std::string line = "X: " + std::string(1021, 'x');
  for (int i = 0; i < 64; ++i) EXPECT_EQ(Header(sink, line), line.size());
  EXPECT_EQ(Header(sink, "\r\n"), 0U);
  EXPECT_EQ(sink.Refusal("a").value().detail, "the header of a's reply is larger than 65536 bytes");
}

TEST(ReplySink, TakesTheOneEncodingThatWasAskedFor) {
  ReplySink sink(6, true);
  for (const char* line : {"Content-Encoding: identity\r\n", "content-encoding:\r\n",
                           "CONTENT-ENCODING:  GZIP \r\n", "X-Content-Encoding: br\r\n"}) {
    EXPECT_GT(Header(sink, line), 0U) << line;
  }
  EXPECT_FALSE(sink.Refusal("a").has_value());
  EXPECT_EQ(Header(sink, "Content-Encoding: x-gzip\r\n"), 0U);  // a second layer
  EXPECT_EQ(sink.Refusal("a").value().error, TransportError::kEncoding);
}

TEST(ReplySink, RefusesOtherEncodings) {
  for (const char* coding : {"br", "deflate", "gzip, gzip", "zstd"}) {
    ReplySink sink(6, true);
    EXPECT_EQ(Header(sink, std::string("Content-Encoding: ") + coding), 0U) << coding;
    EXPECT_EQ(sink.Refusal("a").value().error, TransportError::kEncoding) << coding;
  }
}

TEST(ReplySink, LeavesEncodingsAloneThatNobodyUndoes) {
  ReplySink sink(6, false);
  EXPECT_GT(Header(sink, "Content-Encoding: br\r\n"), 0U);
  EXPECT_FALSE(sink.Refusal("a").has_value());
}

}  // namespace
}  // namespace agent::net
