#include "agent/config/file_kind.hpp"

#include <algorithm>
#include <string>

#include "agent/base/file_format.hpp"
#include "agent/base/text.hpp"
#include "agent/config/raw_text.hpp"

namespace agent::config {
namespace {

using base::FileFormat;

// What a file of this format is, with the remedy; empty for one that the configuration may begin
// like.
std::string Explain(FileFormat format) {
  switch (format) {
    case FileFormat::kGzip:
      return "is compressed (gzip), not text: unpack it with gunzip";
    case FileFormat::kXz:
      return "is compressed (xz), not text: unpack it with unxz";
    case FileFormat::kZstd:
      return "is compressed (zstd), not text: unpack it with unzstd";
    case FileFormat::kBzip2:
      return "is compressed (bzip2), not text: unpack it with bunzip2";
    case FileFormat::kZip:
      return "is an archive (zip) or a document of an office program, not text";
    case FileFormat::kElf:
      return "is a program, not a configuration: is the path right?";
    case FileFormat::kSqlite:
      return "is a database: --config wants the YAML file, which names the database in "
             "source.database.path";
    case FileFormat::kUtf32:
      return "is text in UTF-32: save it as UTF-8";
    case FileFormat::kUtf16:
      return "is text in UTF-16, which Windows calls Unicode: save it as UTF-8";
    case FileFormat::kScript:
      return "is a script, not a configuration: is the path right?";
    case FileFormat::kPdf:
      return "is a PDF document, not text";
    case FileFormat::kRtf:
      return "is a document of a text processor (RTF): save it as plain text";
    case FileFormat::kPem:
      return "is a certificate or key (PEM), not a configuration: is the path right?";
    default:
      return "";
  }
}

bool IsWebPage(std::string_view text) {
  const std::string head = base::ToLowerAscii(base::Trim(text).substr(0, 64));
  return head.starts_with("<!doctype") || head.starts_with("<html") || head.starts_with("<?xml");
}

// Every other byte of plain English is NUL in UTF-16.
bool LooksLikeUtf16(std::string_view bytes) {
  const auto nuls = static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\0'));
  return bytes.size() >= 4 && nuls * 5 >= bytes.size() * 2 && nuls * 5 <= bytes.size() * 3 &&
         (bytes[0] == '\0') != (bytes[1] == '\0');
}

std::string HexByte(char c) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  return {kDigits[byte >> 4], kDigits[byte & 15]};
}

}  // namespace

std::optional<YamlError> JudgeFileKind(std::string_view bytes) {
  const auto whole = [](const std::string& what) { return YamlError({}, "the file " + what); };
  if (const std::string what = Explain(base::FormatOf(bytes)); !what.empty()) return whole(what);
  if (IsWebPage(bytes)) {
    return whole(
        "is a web page (HTML or XML), not YAML: was it downloaded from a page that shows the file, "
        "or that wanted a login?");
  }
  if (!bytes.empty() && bytes.find_first_not_of('\0') == std::string_view::npos) {
    return whole(
        "holds nothing but zero bytes: it is damaged, as after a power cut; write it anew or fetch "
        "it from a backup");
  }
  if (LooksLikeUtf16(bytes)) return whole("is text in UTF-16: save it as UTF-8");
  const auto bad = std::find_if(bytes.begin(), bytes.end(), base::IsControlButSpace);
  if (bad == bytes.end()) return std::nullopt;
  const auto offset = static_cast<std::size_t>(bad - bytes.begin());
  return YamlError(PlaceOf(bytes, offset),
                   "the file is damaged or not text: here stands the byte " + HexByte(*bad) +
                       " (hexadecimal), which no text holds; write the file anew or fetch it from "
                       "a backup");
}

}  // namespace agent::config
