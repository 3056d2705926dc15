#pragma once

#include <array>
#include <string_view>

// The labels that external_labels cannot have.
namespace agent::config {

// They name the pushed group.
inline constexpr std::array<std::string_view, 3> kGroupLabels = {"instance", "job", "site"};

// The metrics have them already.
inline constexpr std::array<std::string_view, 14> kMetricLabels = {
    "arch",    "code",       "gateway",  "hostname", "le",       "model",  "path",
    "printer", "printer_id", "quantile", "reason",   "revision", "status", "version"};

}  // namespace agent::config
