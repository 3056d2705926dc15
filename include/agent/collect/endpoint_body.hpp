#pragma once

#include <string>
#include <string_view>

namespace agent::collect {

// The kind of a reply's body, by its first bytes.
enum class BodyKind { kText, kCompressed, kBinary, kHtml, kJson };

struct DetectedBody {
  BodyKind kind = BodyKind::kText;
  std::string_view format;  // "gzip", "PNG image", …; empty when unknown
};

[[nodiscard]] DetectedBody DetectBody(std::string_view body);

// The end of a sentence: where O.D.I.N.'s metrics are. Names the URL to set when the path of `url`
// is wrong. `url` is without secrets.
[[nodiscard]] std::string WhereMetricsAre(const std::string& url);

// Says to a person what kind of body was found. Empty for a body that may be metrics.
[[nodiscard]] std::string Explain(const DetectedBody& found);

}  // namespace agent::collect
