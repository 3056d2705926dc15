#include "agent/collect/endpoint_body.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "agent/base/text.hpp"
#include "agent/base/url.hpp"
#include "agent/base/utf8.hpp"

namespace agent::collect {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view kMetricsPath = "/api/metrics";
constexpr std::size_t kLookedAt = 1024;
// Of compressed data one byte in eight is a control character, of text none is.
constexpr std::size_t kMaxControlPercent = 4;

struct Mark {
  std::string_view bytes;
  BodyKind kind;
  std::string_view format;
};

constexpr Mark kMarks[] = {
    {"\x1F\x8B"sv, BodyKind::kCompressed, "gzip"},
    {"\x28\xB5\x2F\xFD"sv, BodyKind::kCompressed, "zstd"},
    {"\xFD"
     "7zXZ\0"sv,
     BodyKind::kCompressed, "xz"},
    {"BZh"sv, BodyKind::kCompressed, "bzip2"},
    {"\x04\x22\x4D\x18"sv, BodyKind::kCompressed, "lz4"},
    {"\x78\x01"sv, BodyKind::kCompressed, "deflate"},
    {"\x78\x5E"sv, BodyKind::kCompressed, "deflate"},
    {"\x78\x9C"sv, BodyKind::kCompressed, "deflate"},
    {"\x78\xDA"sv, BodyKind::kCompressed, "deflate"},
    {"PK\x03\x04"sv, BodyKind::kBinary, "ZIP archive"},
    {"\x89PNG"sv, BodyKind::kBinary, "PNG image"},
    {"\xFF\xD8\xFF"sv, BodyKind::kBinary, "JPEG image"},
    {"GIF8"sv, BodyKind::kBinary, "GIF image"},
    {"%PDF"sv, BodyKind::kBinary, "PDF document"},
    {"SQLite format 3"sv, BodyKind::kBinary, "SQLite database"},
    {"\x7F"
     "ELF"sv,
     BodyKind::kBinary, "program"},
};

bool IsControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
}

bool HasManyControls(std::string_view front) {
  const auto controls = std::count_if(front.begin(), front.end(), IsControl);
  return static_cast<std::size_t>(controls) * 100 > front.size() * kMaxControlPercent;
}

std::string Address(const base::Url& url) {
  return url.scheme + "://" + url.host + ":" + std::to_string(url.port) + url.path;
}

bool BeginsWithWord(std::string_view text, std::string_view word) {
  return base::EqualsIgnoreCase(text.substr(0, word.size()), word);
}

}  // namespace

BodyLooks LookAtBody(std::string_view body) {
  const std::string_view front = body.substr(0, kLookedAt);
  const auto* const mark = std::ranges::find_if(
      kMarks, [&](const Mark& candidate) { return front.starts_with(candidate.bytes); });
  // "x^" and "BZh" may also begin a text.
  const bool is_binary = HasManyControls(front);
  if (mark != std::end(kMarks) && (is_binary || !base::IsCleanUtf8(front))) {
    return {mark->kind, mark->format};
  }
  if (is_binary) return {BodyKind::kBinary, ""};
  const std::string_view text = base::Trim(front);
  for (const std::string_view word : {"<!doctype", "<html", "<head", "<body"}) {
    if (BeginsWithWord(text, word)) return {BodyKind::kHtml, ""};
  }
  // A line of metrics never begins so.
  if (text.starts_with("{\"") || text.starts_with("[")) return {BodyKind::kJson, ""};
  return {};
}

std::string WhereMetricsAre(const std::string& url) {
  std::string where = "O.D.I.N.'s metrics are at " + std::string(kMetricsPath);
  const std::optional<base::Url> parts = base::ParseUrl(url);
  if (!parts || parts->path.ends_with(kMetricsPath) || parts->path.ends_with("/api/v1/metrics")) {
    return where;
  }
  // What comes before it in the path is a proxy's prefix.
  base::Url right = *parts;
  right.path = parts->path.ends_with("/metrics")
                   ? parts->path.substr(0, parts->path.size() - std::string_view("/metrics").size())
                   : "";
  right.path += kMetricsPath;
  return where + ": set url to " + base::RedactUrl(Address(right));
}

std::string Explain(const BodyLooks& looks) {
  const std::string format(looks.format);
  switch (looks.kind) {
    case BodyKind::kCompressed:
      return "looks compressed (" + format +
             "), but without the header Content-Encoding, which something between O.D.I.N. and "
             "here takes away or forgets: let that proxy or cache pass the reply as it is";
    case BodyKind::kBinary:
      return format.empty() ? "binary data, not metrics" : "a " + format + ", not metrics";
    case BodyKind::kHtml:
      return "an HTML page, not metrics: a login form, a proxy's page, or O.D.I.N.'s own pages";
    case BodyKind::kJson:
      return "JSON, not metrics: another part of O.D.I.N., or another program";
    case BodyKind::kText:
      break;
  }
  return "";
}

}  // namespace agent::collect
