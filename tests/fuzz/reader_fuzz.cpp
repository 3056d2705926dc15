#include <algorithm>
#include <set>

#include "agent/exposition/reader.hpp"
#include "agent/exposition/writer.hpp"
#include "fuzz/fuzzing.hpp"

// Reads any text. What comes out must be fit for a Pushgateway, and must be nothing but itself when
// it is written and read again.

using agent::exposition::Reading;
using agent::exposition::ReadOptions;
using agent::fuzz::Require;
using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

namespace {

using Labels = std::set<std::pair<std::string, std::string>>;

bool IsName(std::string_view name, std::string_view more_characters) {
  const auto is_good = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           more_characters.find(c) != std::string_view::npos;
  };
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
         std::all_of(name.begin(), name.end(), is_good);
}

void RequireGoodLabels(const ClientMetric& metric, std::set<Labels>& series) {
  std::set<std::string> names;
  Labels labels;
  for (const ClientMetric::Label& label : metric.label) {
    Require(IsName(label.name, ""), "a label name is valid");
    Require(!label.name.starts_with("__"), "no label is one of Prometheus' own");
    Require(label.name != "site", "no label is one that is added later");
    Require(names.insert(label.name).second, "no label comes twice");
    if (!label.value.empty()) labels.emplace(label.name, label.value);
  }
  Require(series.insert(labels).second, "no series comes twice");
}

std::string Write(const std::vector<MetricFamily>& families) {
  std::string text;
  agent::exposition::WriteText(families, {}, text);
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ReadOptions options;
  options.reserved_labels = {"site"};
  const Reading reading = agent::exposition::ReadText(agent::fuzz::AsText(data, size), options);

  Require(reading.bad_lines + reading.repaired_lines <= reading.lines, "lines are counted once");
  Require(reading.examples.empty() ==
              (reading.bad_lines + reading.repaired_lines + reading.dropped_series == 0),
          "there are examples of what was not taken as it stands");
  std::set<std::string> names;
  for (const MetricFamily& family : reading.families) {
    Require(IsName(family.name, ":"), "a metric name is valid");
    Require(names.insert(family.name).second, "a family comes once");
    Require(!family.metric.empty(), "a family has series");
    Require(family.type != MetricType::Histogram && family.type != MetricType::Summary,
            "no histogram and no summary is taken");
    std::set<Labels> series;
    for (const ClientMetric& metric : family.metric) {
      RequireGoodLabels(metric, series);
    }
  }

  const std::string text = Write(reading.families);
  Require(agent::fuzz::IsWellFormedUtf8(text), "what was read is well-formed UTF-8");
  const Reading again = agent::exposition::ReadText(text, options);
  Require(again.bad_lines + again.repaired_lines + again.dropped_series == 0,
          "what was read is fit to be read");
  Require(Write(again.families) == text, "reading again changes nothing");
  Require(agent::exposition::TextSize(again.families, {}) == text.size(), "a size is known");

  ReadOptions bounded = options;
  bounded.max_value_bytes = 3;
  bounded.max_family_bytes = 2000;
  const Reading less = agent::exposition::ReadText(agent::fuzz::AsText(data, size), bounded);
  Require(!less.is_too_large || less.families.empty(), "what is too large is given up");
  for (const MetricFamily& family : less.families) {
    for (const ClientMetric& metric : family.metric) {
      for (const ClientMetric::Label& label : metric.label) {
        Require(label.value.size() <= 3 + std::string_view("…").size(), "values are cut");
        Require(agent::fuzz::IsWellFormedUtf8(label.value), "between characters");
      }
    }
  }
  return 0;
}
