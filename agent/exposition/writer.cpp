#include "agent/exposition/writer.hpp"

#include <prometheus/metric_type.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

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
  void Add(std::size_t size) { size_ += size; }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  std::size_t size_ = 0;
};

void AppendNumber(std::string& out, double value) { base::AppendDouble(out, value); }

void AppendNumber(SizeOnly& out, double value) {
  std::string text;  // short enough to need no memory
  base::AppendDouble(text, value);
  out += text;
}

// Where something was written.
struct Written {
  std::size_t begin = 0;
  std::size_t size = 0;
};

void AppendAgain(std::string& out, Written written) {
  out.append(out, written.begin, written.size);
}

void AppendAgain(SizeOnly& out, Written written) { out.Add(written.size); }

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

// Writes families; knows where it has written each label set, so that it escapes each once.
template <typename Out>
class Writer {
 public:
  Writer(const SampleList& list, const Labels& extra, Out& out)
      : list_(list), extra_(extra), out_(out), written_(list.label_set_count()) {}

  void Write() {
    for (const SampleList::Family& family : list_.families()) {
      WriteHead(family);
      for (const SampleList::Sample& sample : family.samples) WriteSample(family, sample);
    }
  }

 private:
  void WriteHead(const SampleList::Family& family) {
    if (!family.help.empty()) {
      out_ += "# HELP ";
      out_ += family.name;
      out_ += ' ';
      AppendEscaped(out_, family.help, false);
      out_ += '\n';
    }
    out_ += "# TYPE ";
    out_ += family.name;
    out_ += ' ';
    out_ += TypeName(family.type);
    out_ += '\n';
  }

  void WriteSample(const SampleList::Family& family, const SampleList::Sample& sample) {
    out_ += family.name;
    out_ += SampleList::SuffixOf(sample.line);
    const bool has_bound =
        sample.line == SampleList::Line::kQuantile || sample.line == SampleList::Line::kBucket;
    Written& known = written_[list_.LabelSetNumber(sample)];
    if (has_bound) {
      WriteLabels(list_.LabelsOf(sample), true);
    } else if (known.size > 0) {
      AppendAgain(out_, known);
    } else {
      known.begin = out_.size();
      WriteLabels(list_.LabelsOf(sample), false);
      known.size = out_.size() - known.begin;
    }
    out_ += ' ';
    AppendNumber(out_, sample.value);
    out_ += '\n';
  }

  // A bound, which is the last label, comes behind the extra ones.
  void WriteLabels(const LabelSet& labels, bool has_bound) {
    separator_ = '{';
    std::pair<std::string_view, std::string_view> bound;
    for (auto at = labels.begin(); at != labels.end();) {
      const auto label = *at;
      ++at;
      if (has_bound && at == labels.end()) {
        bound = label;
      } else {
        WriteLabel(label.first, label.second);
      }
    }
    for (const auto& [name, value] : extra_) WriteLabel(name, value);
    if (has_bound) WriteLabel(bound.first, bound.second);
    if (separator_ == ',') out_ += '}';
  }

  void WriteLabel(std::string_view name, std::string_view value) {
    out_ += separator_;
    out_ += name;
    out_ += "=\"";
    AppendEscaped(out_, value, true);
    out_ += '"';
    separator_ = ',';
  }

  const SampleList& list_;
  const Labels& extra_;
  Out& out_;
  std::vector<Written> written_;  // by the label set's number
  char separator_ = '{';
};

}  // namespace

void WriteText(const SampleList& list, const Labels& extra, std::string& out) {
  Writer(list, extra, out).Write();
}

void AppendLabelValue(std::string& out, std::string_view value) { AppendEscaped(out, value, true); }

void WriteText(const std::vector<prometheus::MetricFamily>& families, const Labels& extra,
               std::string& out) {
  WriteText(SampleList(families), extra, out);
}

std::size_t TextSize(const SampleList& list, const Labels& extra) {
  SizeOnly size;
  Writer(list, extra, size).Write();
  return size.size();
}

std::size_t TextSize(const std::vector<prometheus::MetricFamily>& families, const Labels& extra) {
  return TextSize(SampleList(families), extra);
}

}  // namespace agent::exposition
