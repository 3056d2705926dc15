#include "agent/collect/endpoint_body.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "agent/base/file_format.hpp"
#include "agent/base/text.hpp"
#include "agent/base/url.hpp"
#include "agent/base/utf8.hpp"

namespace agent::collect {
namespace {

constexpr std::string_view kMetricsPath = "/api/metrics";
constexpr std::size_t kLookedAt = 1024;
// Of compressed data one byte in eight is a control character, of text none is.
constexpr std::size_t kMaxControlPercent = 4;

// What a body of this format is; a text where it has none that a body of O.D.I.N. is taken for.
DetectedBody DetectedBodyOf(base::FileFormat format) {
  using enum base::FileFormat;
  switch (format) {
    case kGzip:
      return {BodyKind::kCompressed, "gzip"};
    case kZstd:
      return {BodyKind::kCompressed, "zstd"};
    case kXz:
      return {BodyKind::kCompressed, "xz"};
    case kBzip2:
      return {BodyKind::kCompressed, "bzip2"};
    case kLz4:
      return {BodyKind::kCompressed, "lz4"};
    case kDeflate:
      return {BodyKind::kCompressed, "deflate"};
    case kZip:
      return {BodyKind::kBinary, "ZIP archive"};
    case kPng:
      return {BodyKind::kBinary, "PNG image"};
    case kJpeg:
      return {BodyKind::kBinary, "JPEG image"};
    case kGif:
      return {BodyKind::kBinary, "GIF image"};
    case kPdf:
      return {BodyKind::kBinary, "PDF document"};
    case kSqlite:
      return {BodyKind::kBinary, "SQLite database"};
    case kElf:
      return {BodyKind::kBinary, "program"};
    default:
      return {};
  }
}

bool HasManyControls(std::string_view front) {
  const auto controls = std::count_if(front.begin(), front.end(), base::IsControlButSpace);
  return static_cast<std::size_t>(controls) * 100 > front.size() * kMaxControlPercent;
}

bool BeginsWithWord(std::string_view text, std::string_view word) {
  return base::EqualsIgnoreCase(text.substr(0, word.size()), word);
}

}  // namespace

DetectedBody DetectBody(std::string_view body) {
  const std::string_view front = body.substr(0, kLookedAt);
  const DetectedBody found = DetectedBodyOf(base::FormatOf(front));
  const bool is_binary = HasManyControls(front);
  // A mark of few letters may also begin a text.
  if (found.kind != BodyKind::kText && (is_binary || !base::IsCleanUtf8(front))) return found;
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
  return where + ": set url to " + base::ShownUrl(right);
}

std::string Explain(const DetectedBody& found) {
  const std::string format(found.format);
  switch (found.kind) {
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
