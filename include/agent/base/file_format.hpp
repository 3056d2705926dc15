#pragma once

#include <string_view>

namespace agent::base {

// The format of a file or of a reply's body, by its first bytes.
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

// Short signatures ("x^" of deflate, "BZh" of bzip2, "#!") can also begin an ordinary text. A
// caller that depends on one must check further.
[[nodiscard]] FileFormat FormatOf(std::string_view bytes);

}  // namespace agent::base
