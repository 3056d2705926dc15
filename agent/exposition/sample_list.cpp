#include "agent/exposition/sample_list.hpp"

#include <prometheus/client_metric.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <functional>
#include <limits>
#include <new>
#include <unordered_set>

#include "agent/base/number.hpp"

namespace agent::exposition {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

// A label set is its number, the size of its labels, and these: for each the sizes of name and
// value, and both.
using Size = std::uint32_t;
constexpr std::size_t kHeadSize = 2 * sizeof(Size);

Size SizeAt(const char* at) {
  Size size = 0;
  std::memcpy(&size, at, sizeof size);
  return size;
}

std::size_t EncodedSize(std::string_view name, std::string_view value) {
  return 2 * sizeof(Size) + name.size() + value.size();
}

// Writes where there is room for it, and returns the end of what is written.
char* PutSize(char* at, std::size_t size) {
  const auto stored = static_cast<Size>(size);
  std::memcpy(at, &stored, sizeof stored);
  return at + sizeof stored;
}

char* PutLabel(char* at, std::string_view name, std::string_view value) {
  at = PutSize(PutSize(at, name.size()), value.size());
  at = std::copy(name.begin(), name.end(), at);
  return std::copy(value.begin(), value.end(), at);
}

std::size_t EncodedSize(const std::vector<ClientMetric::Label>& labels) {
  std::size_t size = kHeadSize;
  for (const ClientMetric::Label& label : labels) size += EncodedSize(label.name, label.value);
  return size;
}

std::size_t LinesOf(const ClientMetric& metric, MetricType type) {
  constexpr std::size_t kSumAndCount = 2;
  if (type == MetricType::Summary) return metric.summary.quantile.size() + kSumAndCount;
  if (type == MetricType::Histogram) return metric.histogram.bucket.size() + 1 + kSumAndCount;
  return 1;
}

double ValueOf(const ClientMetric& metric, MetricType type) {
  if (type == MetricType::Counter) return metric.counter.value;
  return type == MetricType::Gauge ? metric.gauge.value : metric.untyped.value;
}

}  // namespace

std::pair<std::string_view, std::string_view> LabelSet::Iterator::operator*() const {
  const std::size_t name_size = SizeAt(at_);
  const char* const name = at_ + 2 * sizeof(Size);
  return {{name, name_size}, {name + name_size, SizeAt(at_ + sizeof(Size))}};
}

LabelSet::Iterator& LabelSet::Iterator::operator++() {
  at_ += 2 * sizeof(Size) + SizeAt(at_) + SizeAt(at_ + sizeof(Size));
  return *this;
}

// Fills a list; knows which label sets it holds already.
class SampleList::Builder {
 public:
  explicit Builder(SampleList& list) : list_(list), known_(0, Hash{&list}, Equal{&list}) {}

  // Makes room, so that what is added does not move. The room for labels is what they would need
  // if none were equal: what stays unused of much room is never backed by memory.
  void Reserve(const std::vector<MetricFamily>& families) {
    std::size_t text = 0;
    std::size_t lines = 0;
    std::size_t labels = 0;
    for (const MetricFamily& family : families) {
      text += family.name.size() + family.help.size();
      for (const ClientMetric& metric : family.metric) {
        lines += LinesOf(metric, family.type);
        labels += EncodedSize(metric.label);
      }
    }
    list_.names_.reserve(text);
    list_.labels_.reserve(labels);
    list_.samples_.reserve(lines);
    list_.families_.reserve(families.size());
  }

  void Add(const MetricFamily& family) {
    if (family.metric.empty()) return;
    const std::size_t before = list_.samples_.size();
    for (const ClientMetric& metric : family.metric) AddMetric(metric, family.type);
    const std::string_view name = Keep(family.name);
    const std::string_view help = Keep(family.help);
    list_.families_.push_back({name, help, family.type, std::span(list_.samples_).subspan(before)});
  }

 private:
  struct Hash {
    const SampleList* list;
    std::size_t operator()(std::uint32_t set) const {
      return std::hash<std::string_view>()(list->EncodedSet(set));
    }
  };
  struct Equal {
    const SampleList* list;
    bool operator()(std::uint32_t a, std::uint32_t b) const {
      return list->EncodedSet(a) == list->EncodedSet(b);
    }
  };

  std::string_view Keep(const std::string& text) {
    const std::size_t begin = list_.names_.size();
    list_.names_ += text;
    return std::string_view(list_.names_).substr(begin);
  }

  void AddMetric(const ClientMetric& metric, MetricType type) {
    switch (type) {
      case MetricType::Summary:
        return AddSummary(metric);
      case MetricType::Histogram:
        return AddHistogram(metric);
      default:
        return AddLine(metric, Line::kValue, ValueOf(metric, type));
    }
  }

  void AddSummary(const ClientMetric& metric) {
    for (const ClientMetric::Quantile& quantile : metric.summary.quantile) {
      AddLine(metric, Line::kQuantile, quantile.value, "quantile", quantile.quantile);
    }
    AddLine(metric, Line::kSum, metric.summary.sample_sum);
    AddLine(metric, Line::kCount, static_cast<double>(metric.summary.sample_count));
  }

  // The format demands a last bucket +Inf that equals the count.
  void AddHistogram(const ClientMetric& metric) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const auto count = static_cast<double>(metric.histogram.sample_count);
    for (const ClientMetric::Bucket& bucket : metric.histogram.bucket) {
      if (bucket.upper_bound == kInfinity) continue;
      AddLine(metric, Line::kBucket, static_cast<double>(bucket.cumulative_count), "le",
              bucket.upper_bound);
    }
    AddLine(metric, Line::kBucket, count, "le", kInfinity);
    AddLine(metric, Line::kSum, metric.histogram.sample_sum);
    AddLine(metric, Line::kCount, count);
  }

  void AddLine(const ClientMetric& metric, Line line, double value,
               std::string_view bound_name = {}, double bound = 0) {
    std::string bound_text;
    if (!bound_name.empty()) base::AppendDouble(bound_text, bound);
    list_.samples_.push_back({value, KeepLabels(metric.label, bound_name, bound_text), line});
  }

  // Where the label set is, which is added where it is a new one.
  std::uint32_t KeepLabels(const std::vector<ClientMetric::Label>& labels,
                           std::string_view bound_name, std::string_view bound) {
    std::string& sets = list_.labels_;
    const std::size_t begin = sets.size();
    const std::size_t size =
        EncodedSize(labels) + (bound_name.empty() ? 0 : EncodedSize(bound_name, bound));
    if (begin + size > std::numeric_limits<Size>::max()) throw std::bad_alloc();
    sets.resize(begin + size);
    char* at = PutSize(PutSize(sets.data() + begin, list_.label_set_count_), size - kHeadSize);
    for (const ClientMetric::Label& label : labels) at = PutLabel(at, label.name, label.value);
    if (!bound_name.empty()) PutLabel(at, bound_name, bound);
    const auto [known, is_new] = known_.insert(static_cast<std::uint32_t>(begin));
    if (is_new) {
      ++list_.label_set_count_;
    } else {
      sets.resize(begin);
    }
    return *known;
  }

  SampleList& list_;
  std::unordered_set<std::uint32_t, Hash, Equal> known_;  // label sets
};

SampleList::SampleList(const std::vector<MetricFamily>& families) {
  Builder builder(*this);
  builder.Reserve(families);
  for (const MetricFamily& family : families) builder.Add(family);
  labels_.shrink_to_fit();
}

LabelSet SampleList::LabelsOf(const Sample& sample) const {
  return LabelSet(EncodedSet(sample.labels));
}

std::uint32_t SampleList::LabelSetNumber(const Sample& sample) const {
  return SizeAt(labels_.data() + sample.labels);
}

std::string_view SampleList::EncodedSet(std::uint32_t begin) const {
  const char* const head = labels_.data() + begin;
  return {head + kHeadSize, SizeAt(head + sizeof(Size))};
}

std::string_view SampleList::SuffixOf(Line line) {
  switch (line) {
    case Line::kSum:
      return "_sum";
    case Line::kCount:
      return "_count";
    case Line::kBucket:
      return "_bucket";
    default:
      return "";
  }
}

}  // namespace agent::exposition
