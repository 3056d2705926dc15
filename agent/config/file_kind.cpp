#include "agent/config/file_kind.hpp"

#include <algorithm>
#include <string>

#include "agent/base/text.hpp"
#include "agent/config/raw_text.hpp"

namespace agent::config {
namespace {

using std::string_view_literals::operator""sv;

struct Kind {
  std::string_view beginning;
  const char* what;
};

constexpr Kind kKinds[] = {
    {"\x1F\x8B"sv, "is compressed (gzip), not text: unpack it with gunzip"},
    {"\xFD"
     "7zXZ\0"sv,
     "is compressed (xz), not text: unpack it with unxz"},
    {"\x28\xB5\x2F\xFD"sv, "is compressed (zstd), not text: unpack it with unzstd"},
    {"BZh"sv, "is compressed (bzip2), not text: unpack it with bunzip2"},
    {"PK\x03\x04"sv, "is an archive (zip) or a document of an office program, not text"},
    {"\x7F"
     "ELF"sv,
     "is a program, not a configuration: is the path right?"},
    {"SQLite format 3\0"sv,
     "is a database: --config wants the YAML file, which names the database in "
     "source.database.path"},
    {"\xFF\xFE\0\0"sv, "is text in UTF-32: save it as UTF-8"},
    {"\0\0\xFE\xFF"sv, "is text in UTF-32: save it as UTF-8"},
    {"\xFF\xFE"sv, "is text in UTF-16, which Windows calls Unicode: save it as UTF-8"},
    {"\xFE\xFF"sv, "is text in UTF-16, which Windows calls Unicode: save it as UTF-8"},
    {"#!"sv, "is a script, not a configuration: is the path right?"},
    {"%PDF"sv, "is a PDF document, not text"},
    {"{\\rtf"sv, "is a document of a text processor (RTF): save it as plain text"},
    {"-----BEGIN "sv, "is a certificate or key (PEM), not a configuration: is the path right?"},
};

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
  for (const auto& [beginning, what] : kKinds) {
    if (bytes.starts_with(beginning)) return whole(what);
  }
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
