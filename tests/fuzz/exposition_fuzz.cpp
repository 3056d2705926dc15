#include <array>
#include <bit>
#include <cmath>

#include "agent/base/number.hpp"
#include "agent/base/utf8.hpp"
#include "agent/exposition/writer.hpp"
#include "fuzz/fuzzing.hpp"

// Writes families of any content and reads the text again, strictly: each sample must come back
// with its name, labels and value, each line must follow the format to the byte.

using agent::exposition::Labels;
using agent::fuzz::Input;
using agent::fuzz::Require;
using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

namespace {

struct Sample {
  std::string name;
  Labels labels;
  double value;
};

ClientMetric TakeMetric(Input& input) {
  constexpr std::array<const char*, 3> kNames = {"printer", "printer_id", "status"};
  ClientMetric metric;
  for (std::size_t i = 0, count = input.Below(kNames.size() + 1); i < count; ++i) {
    metric.label.push_back({kNames[i], input.Text()});
  }
  const double value = input.Double();
  metric.gauge.value = metric.counter.value = metric.untyped.value = value;
  metric.summary.sample_sum = metric.histogram.sample_sum = value;
  metric.summary.sample_count = metric.histogram.sample_count = input.Byte();
  metric.timestamp_ms = input.Byte();
  for (std::size_t i = 0, count = input.Below(3); i < count; ++i) {
    const double bound = input.Double();
    metric.summary.quantile.push_back({bound, value});
    metric.histogram.bucket.push_back({input.Byte(), bound});
  }
  return metric;
}

std::vector<MetricFamily> TakeFamilies(Input& input) {
  constexpr std::array kTypes = {MetricType::Counter, MetricType::Gauge, MetricType::Summary,
                                 MetricType::Untyped, MetricType::Histogram};
  std::vector<MetricFamily> families;
  while (!input.empty()) {
    MetricFamily& family = families.emplace_back();
    family.name = "odin_family_" + std::to_string(families.size());
    family.type = kTypes[input.Below(kTypes.size())];
    family.help = input.Text();
    for (std::size_t i = 0, count = input.Below(4); i < count; ++i) {
      family.metric.push_back(TakeMetric(input));
    }
  }
  return families;
}

std::string Number(double value) {
  std::string text;
  agent::base::AppendDouble(text, value);
  return text;
}

void ExpectSamples(const MetricFamily& family, const ClientMetric& metric, const Labels& extra,
                   std::vector<Sample>& samples) {
  Labels labels;
  for (const auto& label : metric.label) {
    labels.emplace_back(label.name, agent::base::SanitizeUtf8(label.value));
  }
  for (const auto& [name, value] : extra) {
    labels.emplace_back(name, agent::base::SanitizeUtf8(value));
  }
  const auto add = [&](const char* suffix, double value) {
    samples.push_back({family.name + suffix, labels, value});
  };
  const auto add_bound = [&](const char* suffix, const char* bound_name, double bound,
                             double value) {
    add(suffix, value);
    samples.back().labels.emplace_back(bound_name, Number(bound));
  };
  if (family.type == MetricType::Summary) {
    for (const auto& quantile : metric.summary.quantile) {
      add_bound("", "quantile", quantile.quantile, quantile.value);
    }
    add("_sum", metric.summary.sample_sum);
    add("_count", static_cast<double>(metric.summary.sample_count));
  } else if (family.type == MetricType::Histogram) {
    const auto count = static_cast<double>(metric.histogram.sample_count);
    for (const auto& bucket : metric.histogram.bucket) {
      if (bucket.upper_bound == INFINITY) continue;
      add_bound("_bucket", "le", bucket.upper_bound, static_cast<double>(bucket.cumulative_count));
    }
    add_bound("_bucket", "le", INFINITY, count);
    add("_sum", metric.histogram.sample_sum);
    add("_count", count);
  } else {
    add("", metric.gauge.value);
  }
}

// Reads what WriteText wrote, from front to end.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool AtEnd() const { return rest_.empty(); }

  void Expect(std::string_view text) {
    Require(rest_.starts_with(text), "the text follows the format");
    rest_.remove_prefix(text.size());
  }

  // Escaped text up to `end`, which is not part of it.
  std::string Unescape(char end) {
    std::string text;
    while (true) {
      Require(!rest_.empty() && (rest_[0] != '\n' || end == '\n'), "a text ends in its line");
      const char c = Take();
      if (c == end) return text;
      if (c != '\\') {
        text += c;
        continue;
      }
      const char escaped = rest_.empty() ? '\0' : Take();
      Require(escaped == '\\' || escaped == 'n' || (escaped == '"' && end == '"'),
              "only a backslash, a line feed and a quote are escaped");
      text += escaped == 'n' ? '\n' : escaped;
    }
  }

  double Value() {
    const std::string_view text = rest_.substr(0, rest_.find('\n'));
    rest_.remove_prefix(text.size());
    const std::optional<double> value = agent::base::ParseDouble(text);
    Require(value.has_value(), "a value is a number");
    return *value;
  }

 private:
  char Take() {
    const char c = rest_[0];
    rest_.remove_prefix(1);
    return c;
  }

  std::string_view rest_;
};

void ReadSample(Reader& reader, const Sample& expected) {
  reader.Expect(expected.name);
  char separator = '{';
  for (const auto& [name, value] : expected.labels) {
    reader.Expect(separator + name + "=\"");
    Require(reader.Unescape('"') == value, "a label's value comes back");
    separator = ',';
  }
  reader.Expect(expected.labels.empty() ? " " : "} ");
  const double value = reader.Value();
  Require(std::bit_cast<std::uint64_t>(value) == std::bit_cast<std::uint64_t>(expected.value) ||
              (std::isnan(value) && std::isnan(expected.value)),
          "a number comes back to the bit");
  reader.Expect("\n");
}

void ReadFamily(Reader& reader, const MetricFamily& family, const Labels& extra) {
  constexpr std::array kTypes = {"counter", "gauge", "summary", "untyped", "histogram"};
  if (family.metric.empty()) return;
  if (!family.help.empty()) {
    reader.Expect("# HELP " + family.name + ' ');
    Require(reader.Unescape('\n') == agent::base::SanitizeUtf8(family.help),
            "the help text comes back");
  }
  reader.Expect("# TYPE " + family.name + ' ' + kTypes[static_cast<std::size_t>(family.type)] +
                '\n');
  std::vector<Sample> samples;
  for (const ClientMetric& metric : family.metric) ExpectSamples(family, metric, extra, samples);
  for (const Sample& sample : samples) ReadSample(reader, sample);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(data, size);
  const Labels extra = {{"site", input.Text()}};
  const std::vector<MetricFamily> families = TakeFamilies(input);
  std::string text;
  agent::exposition::WriteText(families, extra, text);

  Require(agent::fuzz::IsWellFormedUtf8(text), "an exposition is well-formed UTF-8");
  Require(text.find('\0') == std::string::npos, "an exposition has no NUL");
  Reader reader(text);
  for (const MetricFamily& family : families) ReadFamily(reader, family, extra);
  Require(reader.AtEnd(), "nothing else is written");
  return 0;
}
