#pragma once

#include <prometheus/metric_family.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/exposition/sample_list.hpp"

namespace agent::exposition {

using Labels = std::vector<std::pair<std::string, std::string>>;

// Appends `families` to `out` in the text exposition format 0.0.4: HELP and TYPE before each
// family's samples, label values escaped (\\ \" \n) and cleaned to valid UTF-8, numbers as the
// shortest decimal that reads back to the same double, NaN, +Inf and -Inf by name. `extra` labels
// are added to every sample, after its own. A family without samples writes nothing. Timestamps are
// never written: a Pushgateway refuses them. Metric and label names must be valid.
void WriteText(const SampleList& families, const Labels& extra, std::string& out);
void WriteText(const std::vector<prometheus::MetricFamily>& families, const Labels& extra,
               std::string& out);

// Appends a label's value as written between its quotes: escaped, and cleaned to valid UTF-8.
void AppendLabelValue(std::string& out, std::string_view value);

// How many bytes WriteText would append. Allocates no text.
[[nodiscard]] std::size_t TextSize(const SampleList& families, const Labels& extra);
[[nodiscard]] std::size_t TextSize(const std::vector<prometheus::MetricFamily>& families,
                                   const Labels& extra);

}  // namespace agent::exposition
