#pragma once

#include <string>
#include <string_view>

namespace agent::collect {

// What a body is that holds no metrics, as far as its first bytes tell.
enum class BodyKind { kText, kCompressed, kBinary, kHtml, kJson };

struct BodyLooks {
  BodyKind kind = BodyKind::kText;
  std::string_view format;  // "gzip", "PNG image", …; empty where it has no mark
};

[[nodiscard]] BodyLooks LookAtBody(std::string_view body);

// Where O.D.I.N.'s metrics are, as an end of a sentence: with the URL to set where the path of
// `url` (without secrets) is not that of its metrics.
[[nodiscard]] std::string WhereMetricsAre(const std::string& url);

// What a body of these looks is, for a person; empty for one that may be a text of metrics.
[[nodiscard]] std::string Explain(const BodyLooks& looks);

}  // namespace agent::collect
