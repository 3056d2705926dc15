#pragma once

#include <string_view>

namespace agent::base {

// What a file, or the body of a reply, is by its first bytes.
enum class FileFormat {
  kUnknown,
  kGzip,
  kZstd,
  kXz,
  kBzip2,
  kLz4,
  kDeflate,
  kZip,
  kPng,
  kJpeg,
  kGif,
  kPdf,
  kRtf,
  kPem,
  kSqlite,
  kElf,
  kScript,
  kUtf16,
  kUtf32,
};

// Short marks ("x^" of deflate, "BZh" of bzip2, "#!") may also begin a text: what depends on it
// takes a second look.
[[nodiscard]] FileFormat FormatOf(std::string_view bytes);

}  // namespace agent::base
