#pragma once

#include <string>
#include <string_view>

namespace agent::collect {

// What the first bytes of a body say that it is.
enum class BodyKind { kText, kCompressed, kBinary, kHtml, kJson };

struct BodyLooks {
  BodyKind kind = BodyKind::kText;
  std::string_view format;  // "gzip", "PNG image", …; empty where its first bytes name none
};

[[nodiscard]] BodyLooks LookAtBody(std::string_view body);

// The end of a sentence that says where O.D.I.N.'s metrics are. It names the URL to set where the
// path of `url` is another. `url` is without secrets.
[[nodiscard]] std::string WhereMetricsAre(const std::string& url);

// Says to a person what a body is that looks so. Empty for one that may be a text of metrics.
[[nodiscard]] std::string Explain(const BodyLooks& looks);

}  // namespace agent::collect
