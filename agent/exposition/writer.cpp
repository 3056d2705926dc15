#include "agent/exposition/writer.hpp"

#include <prometheus/client_metric.h>
#include <prometheus/metric_type.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string_view>

#include "agent/base/number.hpp"
#include "agent/base/utf8.hpp"

namespace agent::exposition {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

std::string_view TypeName(MetricType type) {
  switch (type) {
    case MetricType::Counter:
      return "counter";
    case MetricType::Gauge:
      return "gauge";
    case MetricType::Summary:
      return "summary";
    case MetricType::Histogram:
      return "histogram";
    default:
      return "untyped";
  }
}

// Takes what a string would, and keeps its size alone.
class SizeOnly {
 public:
  SizeOnly& operator+=(std::string_view text) {
    size_ += text.size();
    return *this;
  }
  SizeOnly& operator+=(char) {
    ++size_;
    return *this;
  }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  std::size_t size_ = 0;
};

template <typename Out>
void AppendNumber(Out& out, double value) {
  std::string text;  // short enough to need no memory
  base::AppendDouble(text, value);
  out += text;
}

// Escapes backslash and line feed, and in label values the double quote as well.
template <typename Out>
void AppendEscaped(Out& out, std::string_view text, bool escape_quote) {
  if (!base::IsCleanUtf8(text)) {
    AppendEscaped<Out>(out, base::SanitizeUtf8(text), escape_quote);
    return;
  }
  const auto is_special = [escape_quote](char c) {
    return c == '\n' || c == '\\' || (c == '"' && escape_quote);
  };
  while (true) {
    const auto special = std::find_if(text.begin(), text.end(), is_special);
    const auto plain = static_cast<std::size_t>(special - text.begin());
    out += text.substr(0, plain);
    if (plain == text.size()) return;
    out += '\\';
    out += *special == '\n' ? 'n' : *special;
    text.remove_prefix(plain + 1);
  }
}

// Writes sample lines of one family; knows which extra labels every line carries.
template <typename Out>
class SampleWriter {
 public:
  SampleWriter(std::string_view family, const Labels& extra, Out& out)
      : family_(family), extra_(extra), out_(out) {}

  // `bound_name` is "quantile" or "le", with its value; empty for a line without one.
  void Line(std::string_view suffix, const ClientMetric& metric, double value,
            std::string_view bound_name = {}, double bound = 0) {
    out_ += family_;
    out_ += suffix;
    separator_ = '{';
    for (const ClientMetric::Label& label : metric.label) Label(label.name, label.value);
    for (const auto& [name, label_value] : extra_) Label(name, label_value);
    if (!bound_name.empty()) {
      std::string text;
      base::AppendDouble(text, bound);
      Label(bound_name, text);
    }
    if (separator_ == ',') out_ += '}';
    out_ += ' ';
    AppendNumber(out_, value);
    out_ += '\n';
  }

 private:
  void Label(std::string_view name, std::string_view value) {
    out_ += separator_;
    out_ += name;
    out_ += "=\"";
    AppendEscaped(out_, value, true);
    out_ += '"';
    separator_ = ',';
  }

  std::string_view family_;
  const Labels& extra_;
  Out& out_;
  char separator_ = '{';
};

template <typename Out>
void WriteSummary(const ClientMetric& metric, SampleWriter<Out>& writer) {
  for (const ClientMetric::Quantile& quantile : metric.summary.quantile) {
    writer.Line("", metric, quantile.value, "quantile", quantile.quantile);
  }
  writer.Line("_sum", metric, metric.summary.sample_sum);
  writer.Line("_count", metric, static_cast<double>(metric.summary.sample_count));
}

// The format demands a last bucket +Inf that equals the count.
template <typename Out>
void WriteHistogram(const ClientMetric& metric, SampleWriter<Out>& writer) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const auto count = static_cast<double>(metric.histogram.sample_count);
  for (const ClientMetric::Bucket& bucket : metric.histogram.bucket) {
    if (bucket.upper_bound == kInfinity) continue;
    writer.Line("_bucket", metric, static_cast<double>(bucket.cumulative_count), "le",
                bucket.upper_bound);
  }
  writer.Line("_bucket", metric, count, "le", kInfinity);
  writer.Line("_sum", metric, metric.histogram.sample_sum);
  writer.Line("_count", metric, count);
}

template <typename Out>
void WriteMetric(const ClientMetric& metric, MetricType type, SampleWriter<Out>& writer) {
  switch (type) {
    case MetricType::Counter:
      return writer.Line("", metric, metric.counter.value);
    case MetricType::Gauge:
      return writer.Line("", metric, metric.gauge.value);
    case MetricType::Summary:
      return WriteSummary(metric, writer);
    case MetricType::Histogram:
      return WriteHistogram(metric, writer);
    default:
      return writer.Line("", metric, metric.untyped.value);
  }
}

template <typename Out>
void WriteFamily(const MetricFamily& family, const Labels& extra, Out& out) {
  if (family.metric.empty()) return;
  if (!family.help.empty()) {
    out += "# HELP ";
    out += family.name;
    out += ' ';
    AppendEscaped(out, family.help, false);
    out += '\n';
  }
  out += "# TYPE ";
  out += family.name;
  out += ' ';
  out += TypeName(family.type);
  out += '\n';
  SampleWriter writer(family.name, extra, out);
  for (const ClientMetric& metric : family.metric) WriteMetric(metric, family.type, writer);
}

}  // namespace

void WriteText(const std::vector<MetricFamily>& families, const Labels& extra, std::string& out) {
  for (const MetricFamily& family : families) WriteFamily(family, extra, out);
}

void AppendLabelValue(std::string& out, std::string_view value) { AppendEscaped(out, value, true); }

std::size_t TextSize(const std::vector<MetricFamily>& families, const Labels& extra) {
  SizeOnly size;
  for (const MetricFamily& family : families) WriteFamily(family, extra, size);
  return size.size();
}

}  // namespace agent::exposition
