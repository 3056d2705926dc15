#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace agent::base {

// The names of all labels that the agent's families have. No external label may have one of them.
// `le` and `quantile` are those of histograms and summaries, which an endpoint may send.
inline constexpr std::array<std::string_view, 14> kMetricLabels = {
    "arch",    "code",       "gateway",  "hostname", "le",       "model",  "path",
    "printer", "printer_id", "quantile", "reason",   "revision", "status", "version"};

[[nodiscard]] constexpr bool IsMetricLabel(std::string_view name) {
  return std::ranges::find(kMetricLabels, name) != kMetricLabels.end();
}

}  // namespace agent::base
