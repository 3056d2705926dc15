#pragma once

#include <prometheus/metric_family.h>
#include <prometheus/metric_type.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace agent::exposition {

// The labels of one sample, in the order of collection. Values are neither escaped nor cleaned. A
// view into a SampleList.
class LabelSet {
 public:
  class Iterator {
   public:
    explicit Iterator(const char* at) : at_(at) {}
    // Name and value.
    std::pair<std::string_view, std::string_view> operator*() const;
    Iterator& operator++();
    bool operator==(const Iterator&) const = default;

   private:
    const char* at_;
  };

  explicit LabelSet(std::string_view encoded) : encoded_(encoded) {}
  [[nodiscard]] Iterator begin() const { return Iterator(encoded_.data()); }
  [[nodiscard]] Iterator end() const { return Iterator(encoded_.data() + encoded_.size()); }

 private:
  std::string_view encoded_;
};

// Metric families as flat samples, one for each line of an exposition. A snapshot keeps its values
// in this form, and its text is written from it. A summary or histogram becomes the samples of its
// lines. Immutable.
//
// Equal label sets are stored once. With 10,000 printers a sample takes 27 bytes here, about 110
// bytes as text, and 290 bytes as prometheus::MetricFamily. The last is too much for the service's
// memory limit.
class SampleList {
 public:
  enum class Line : std::uint8_t { kValue, kQuantile, kSum, kCount, kBucket };

  struct Sample {
    double value;
    std::uint32_t labels;  // for LabelsOf()
    Line line;             // the last label of kQuantile is "quantile", that of kBucket is "le"
  };

  // Has at least one sample.
  struct Family {
    std::string_view name;
    std::string_view help;  // may be empty
    prometheus::MetricType type;
    std::span<const Sample> samples;
  };

  // Throws std::bad_alloc.
  explicit SampleList(const std::vector<prometheus::MetricFamily>& families);
  SampleList(const SampleList&) = delete;  // its parts point to each other
  SampleList& operator=(const SampleList&) = delete;

  // In the order of the constructor's argument.
  [[nodiscard]] const std::vector<Family>& families() const { return families_; }

  [[nodiscard]] LabelSet LabelsOf(const Sample& sample) const;

  // The number of its label set, from 0 and below label_set_count().
  [[nodiscard]] std::uint32_t LabelSetNumber(const Sample& sample) const;
  [[nodiscard]] std::uint32_t label_set_count() const { return label_set_count_; }

  // The suffix of a sample's name after the family's name: "_sum", "_count", "_bucket" or nothing.
  [[nodiscard]] static std::string_view SuffixOf(Line line);

 private:
  class Builder;

  [[nodiscard]] std::string_view EncodedSet(std::uint32_t begin) const;

  std::string names_;   // and help texts
  std::string labels_;  // label sets, one behind the other
  std::uint32_t label_set_count_ = 0;
  std::vector<Sample> samples_;
  std::vector<Family> families_;
};

}  // namespace agent::exposition
