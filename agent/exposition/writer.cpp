#include "agent/exposition/writer.hpp"

#include <prometheus/metric_type.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include "agent/base/number.hpp"
#include "agent/base/utf8.hpp"

namespace agent::exposition {
namespace {

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

// Writes the sample lines of one family.
template <typename Out>
class SampleWriter {
 public:
  SampleWriter(const SampleList& list, const SampleList::Family& family, const Labels& extra,
               Out& out)
      : list_(list), family_(family), extra_(extra), out_(out) {}

  void Write(const SampleList::Sample& sample) {
    out_ += family_.name;
    out_ += SampleList::SuffixOf(sample.line);
    separator_ = '{';
    WriteLabels(list_.LabelsOf(sample), sample.line);
    if (separator_ == ',') out_ += '}';
    out_ += ' ';
    AppendNumber(out_, sample.value);
    out_ += '\n';
  }

 private:
  // A bound comes last, behind the extra labels.
  void WriteLabels(const LabelSet& labels, SampleList::Line line) {
    const bool has_bound = line == SampleList::Line::kQuantile || line == SampleList::Line::kBucket;
    std::pair<std::string_view, std::string_view> bound;
    for (auto at = labels.begin(); at != labels.end();) {
      const auto label = *at;
      ++at;
      if (has_bound && at == labels.end()) {
        bound = label;
      } else {
        Label(label.first, label.second);
      }
    }
    for (const auto& [name, value] : extra_) Label(name, value);
    if (has_bound) Label(bound.first, bound.second);
  }

  void Label(std::string_view name, std::string_view value) {
    out_ += separator_;
    out_ += name;
    out_ += "=\"";
    AppendEscaped(out_, value, true);
    out_ += '"';
    separator_ = ',';
  }

  const SampleList& list_;
  const SampleList::Family& family_;
  const Labels& extra_;
  Out& out_;
  char separator_ = '{';
};

template <typename Out>
void WriteFamily(const SampleList& list, const SampleList::Family& family, const Labels& extra,
                 Out& out) {
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
  SampleWriter writer(list, family, extra, out);
  for (const SampleList::Sample& sample : family.samples) writer.Write(sample);
}

}  // namespace

void WriteText(const SampleList& list, const Labels& extra, std::string& out) {
  for (const SampleList::Family& family : list.families()) WriteFamily(list, family, extra, out);
}

void WriteText(const std::vector<prometheus::MetricFamily>& families, const Labels& extra,
               std::string& out) {
  WriteText(SampleList(families), extra, out);
}

std::size_t TextSize(const SampleList& list, const Labels& extra) {
  SizeOnly size;
  for (const SampleList::Family& family : list.families()) WriteFamily(list, family, extra, size);
  return size.size();
}

std::size_t TextSize(const std::vector<prometheus::MetricFamily>& families, const Labels& extra) {
  return TextSize(SampleList(families), extra);
}

}  // namespace agent::exposition
