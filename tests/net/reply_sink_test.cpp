#include "agent/net/reply_sink.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <stop_token>
#include <string>
#include <vector>

namespace agent::net {
namespace {

// Never over while a test runs.
const Bound bound(std::chrono::hours(1), {});

std::size_t Body(ReplySink& sink, const std::string& data) {
  return ReplySink::OnBody(data.data(), 1, data.size(), &sink);
}

std::size_t Header(ReplySink& sink, const std::string& line) {
  return ReplySink::OnHeader(line.data(), 1, line.size(), &sink);
}

TEST(ReplySink, KeepsABodyUpToItsLimit) {
  ReplySink sink(6, false, bound);
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
  ReplySink sink(6, false, bound);
  EXPECT_EQ(Body(sink, "abcdefgh"), 6U);
  EXPECT_EQ(sink.body(), "abcdef");
  EXPECT_TRUE(sink.Refusal("a").has_value());
}

TEST(ReplySink, BoundsAllHeadersTogether) {
  ReplySink sink(6, false, bound);
  const std::string line = "X: " + std::string(1021, 'x');
  for (int i = 0; i < 64; ++i) EXPECT_EQ(Header(sink, line), line.size());
  EXPECT_EQ(Header(sink, "\r\n"), 0U);
  EXPECT_EQ(sink.Refusal("a").value().detail, "the header of a's reply is larger than 65536 bytes");
}

TEST(ReplySink, TakesTheOneEncodingThatWasAskedFor) {
  ReplySink sink(6, true, bound);
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
    ReplySink sink(6, true, bound);
    EXPECT_EQ(Header(sink, std::string("Content-Encoding: ") + coding), 0U) << coding;
    EXPECT_EQ(sink.Refusal("a").value().error, TransportError::kEncoding) << coding;
  }
}

TEST(ReplySink, LeavesEncodingsAloneThatNobodyUndoes) {
  ReplySink sink(6, false, bound);
  EXPECT_GT(Header(sink, "Content-Encoding: br\r\n"), 0U);
  EXPECT_FALSE(sink.Refusal("a").has_value());
}

TEST(ReplySink, TakesNoTransferCodingButChunkedAndThatOnce) {
  const auto takes = [](const std::vector<std::string>& lines) {
    ReplySink sink(6, false, bound);
    for (const std::string& line : lines) {
      if (Header(sink, line + "\r\n") == 0) {
        EXPECT_EQ(sink.Refusal("a").value().error, TransportError::kEncoding) << line;
        EXPECT_EQ(
            sink.Refusal("a").value().detail,
            "the reply of a has another transfer coding than chunked, which was not asked for");
        return false;
      }
    }
    return true;
  };
  using Lines = std::vector<std::string>;
  for (const Lines& honest :
       {Lines{"Transfer-Encoding: chunked"}, Lines{"TRANSFER-encoding:\tChunked "},
        Lines{"X-Transfer-Encoding: gzip"}, Lines{"TE: gzip"},
        Lines{"Transfer-Encoding: chunked", "X-Folded: a", " gzip, chunked"}}) {
    EXPECT_TRUE(takes(honest)) << honest[0];
  }
  for (const Lines& odd :
       {Lines{"Transfer-Encoding: gzip, chunked"}, Lines{"transfer-ENCODING:gzip"},
        Lines{"Transfer-Encoding: chunked, gzip"}, Lines{"Transfer-Encoding: chunked;q=1"},
        Lines{"Transfer-Encoding: br"}, Lines{"Transfer-Encoding: chunked,chunked"},
        Lines{"Transfer-Encoding:"}, Lines{"Transfer-Encoding : gzip"},
        Lines{"Transfer-Encoding: chunked", "Transfer-Encoding: gzip"},
        Lines{"Transfer-Encoding: gzip", "Transfer-Encoding: chunked"},
        Lines{"Transfer-Encoding: chunked", "Transfer-Encoding: chunked"},
        Lines{"Transfer-Encoding: chunked", " , gzip"}, Lines{"Transfer-Encoding: chunked", "\tx"},
        Lines{"HTTP/1.1 103 Early Hints", "Transfer-Encoding: gzip", "", "HTTP/1.1 200 OK"}}) {
    EXPECT_FALSE(takes(odd)) << odd[0];
  }
}

TEST(ReplySink, TakesNoFoldedContentEncodingThatWouldBeUndone) {
  ReplySink sink(6, true, bound);
  EXPECT_GT(Header(sink, "Content-Encoding: gzip\r\n"), 0U);
  EXPECT_EQ(Header(sink, " , gzip\r\n"), 0U);
  EXPECT_EQ(sink.Refusal("a").value().error, TransportError::kEncoding);
}

TEST(ReplySink, TakesNothingMoreWhenTimeIsUpOrTheAgentStops) {
  std::stop_source stop;
  const Bound stopped(std::chrono::hours(1), stop.get_token());
  ReplySink sink(6, false, stopped);
  EXPECT_EQ(Body(sink, "abc"), 3U);
  stop.request_stop();
  EXPECT_EQ(Body(sink, "def"), 0U);
  EXPECT_EQ(Header(sink, "X: y\r\n"), 0U);
  EXPECT_FALSE(sink.Refusal("a").has_value());

  const Bound late(std::chrono::milliseconds(0), {});
  ReplySink too_late(6, false, late);
  EXPECT_EQ(Body(too_late, "abc"), 0U);
  EXPECT_EQ(Header(too_late, "X: y\r\n"), 0U);
}

}  // namespace
}  // namespace agent::net
