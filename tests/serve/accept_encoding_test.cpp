#include "agent/serve/accept_encoding.hpp"

#include <gtest/gtest.h>

namespace agent::serve {
namespace {

TEST(AcceptEncoding, TakesGzipWhereTheClientWantsIt) {
  for (const char* header :
       {"gzip", "GZip", "x-gzip", "deflate, gzip", "gzip;q=1.0", "gzip ; q=0.5", "*", "*;q=0.1",
        "br;q=1, gzip;q=0.2", "identity;q=0, *", "gzip;q=0.5, identity;q=0.5", " ,gzip, ",
        "gzip;level=9;Q=0.1",
        "identity;q=0"
        ",gzip;q=0.001"}) {
    EXPECT_TRUE(AcceptsGzip(header)) << header;
  }
}

TEST(AcceptEncoding, SendsPlainTextOtherwise) {
  for (const char* header :
       {"", "identity", "deflate, br", "gzip;q=0", "gzip;q=0.000", "*;q=0", "gzip;q=0, *",
        "identity, gzip;q=0.5", "gzip;q=abc", "gzip;q=", "gzip;q=-1", "gzip;q=2", "gzip;q=nan",
        "gzipped", "notgzip", ";q=1", ",,;;=", "gzip;q=1x"}) {
    EXPECT_FALSE(AcceptsGzip(header)) << header;
  }
}

}  // namespace
}  // namespace agent::serve
