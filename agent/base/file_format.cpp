#include "agent/base/file_format.hpp"

#include <algorithm>
#include <iterator>

namespace agent::base {
namespace {

using std::string_view_literals::operator""sv;
using enum FileFormat;

struct Signature {
  std::string_view bytes;
  FileFormat format;
};

// The first that fits counts.
constexpr Signature kSignatures[] = {
    {"\x1F\x8B"sv, kGzip},
    {"\x28\xB5\x2F\xFD"sv, kZstd},
    {"\xFD"
     "7zXZ\0"sv,
     kXz},
    {"BZh"sv, kBzip2},
    {"\x04\x22\x4D\x18"sv, kLz4},
    {"\x78\x01"sv, kDeflate},
    {"\x78\x5E"sv, kDeflate},
    {"\x78\x9C"sv, kDeflate},
    {"\x78\xDA"sv, kDeflate},
    {"PK\x03\x04"sv, kZip},
    {"\x89PNG"sv, kPng},
    {"\xFF\xD8\xFF"sv, kJpeg},
    {"GIF8"sv, kGif},
    {"%PDF"sv, kPdf},
    {"{\\rtf"sv, kRtf},
    {"-----BEGIN "sv, kPem},
    {"SQLite format 3\0"sv, kSqlite},
    {"\x7F"
     "ELF"sv,
     kElf},
    {"#!"sv, kScript},
    {"\xFF\xFE\0\0"sv, kUtf32},
    {"\0\0\xFE\xFF"sv, kUtf32},
    {"\xFF\xFE"sv, kUtf16},
    {"\xFE\xFF"sv, kUtf16},
};

}  // namespace

FileFormat FormatOf(std::string_view bytes) {
  const auto* const found = std::ranges::find_if(
      kSignatures, [&](const Signature& candidate) { return bytes.starts_with(candidate.bytes); });
  return found == std::end(kSignatures) ? kUnknown : found->format;
}

}  // namespace agent::base
