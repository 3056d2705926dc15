#include "agent/base/file_format.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace agent::base {
namespace {

using std::string_view_literals::operator""sv;

TEST(FileFormat, IsToldByTheFirstBytes) {
  EXPECT_EQ(FormatOf("\x1F\x8B\x08"sv), FileFormat::kGzip);
  EXPECT_EQ(FormatOf("\x78\x9C..."sv), FileFormat::kDeflate);
  EXPECT_EQ(FormatOf("SQLite format 3\0\x10"sv), FileFormat::kSqlite);
  EXPECT_EQ(FormatOf("#!/bin/sh\n"sv), FileFormat::kScript);
}

TEST(FileFormat, TellsUtf32FromTheUtf16ThatItBeginsLike) {
  EXPECT_EQ(FormatOf("\xFF\xFE\0\0s\0\0\0"sv), FileFormat::kUtf32);
  EXPECT_EQ(FormatOf("\xFF\xFEs\0i\0"sv), FileFormat::kUtf16);
}

TEST(FileFormat, IsUnknownForPlainTextAndForTooFewBytes) {
  for (const std::string_view text : {"site: a\n"sv, ""sv, "\x1F"sv, "SQLite format 3"sv}) {
    EXPECT_EQ(FormatOf(text), FileFormat::kUnknown) << text;
  }
}

}  // namespace
}  // namespace agent::base
