#include "agent/exposition/family_builder.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "agent/base/text.hpp"
#include "agent/exposition/gateway_names.hpp"

namespace agent::exposition {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr std::string_view kTooMany = "the text has too many metric names";

// Of a node in a table of names.
constexpr std::size_t kBytesOfAName = 96;

struct TypeName {
  std::string_view name;
  MetricType type;
};

constexpr std::array kTypeNames = {
    TypeName{"counter", MetricType::Counter},     TypeName{"gauge", MetricType::Gauge},
    TypeName{"histogram", MetricType::Histogram}, TypeName{"summary", MetricType::Summary},
    TypeName{"untyped", MetricType::Untyped},
};

void SetValue(ClientMetric& metric, MetricType type, double value) {
  if (type == MetricType::Counter) {
    metric.counter.value = value;
  } else if (type == MetricType::Gauge) {
    metric.gauge.value = value;
  } else {
    metric.untyped.value = value;
  }
}

std::size_t MemoryOf(const SeriesLabels& labels) {
  std::size_t bytes = SeriesSet::kBytesPerSeries + MemoryBudget::kPerBlock +
                      labels.capacity() * sizeof(ClientMetric::Label);
  for (const ClientMetric::Label& label : labels) {
    bytes += MemoryBudget::OfString(label.name.size()) + MemoryBudget::OfString(label.value.size());
  }
  return bytes;
}

// What all of a family's series must be dropped for, or nothing.
std::optional<Drop> DropOf(const Family& family) {
  if (family.dropped_samples > 0) {
    return Drop{*family.type_line, "histograms and summaries are not taken",
                family.dropped_samples};
  }
  const std::size_t series = family.series.metrics().size();
  if (family.second_type) return Drop{*family.second_type, "the family has two TYPEs", series};
  const std::string_view refusal = PushgatewayRefusal(family.name, family.type);
  if (!refusal.empty()) return Drop{family.first, refusal, series};
  return std::nullopt;
}

}  // namespace

bool Family::IsDistribution() const {
  return type == MetricType::Histogram || type == MetricType::Summary;
}

FamilyBuilder::FamilyBuilder(const ReadOptions& options)
    : options_(options), budget_(options.max_family_bytes) {}

std::string_view FamilyBuilder::AddHelp(std::string_view name, std::string help,
                                        const SourceLine& line) {
  Family* const family = FamilyOf(name, line);
  if (family == nullptr) return kTooMany;
  if (family->defined) return {};
  if (family->help && *family->help != help) return "the family has another HELP already";
  if (!budget_.Take(MemoryBudget::OfString(help.size()))) return {};
  family->help = std::move(help);
  return {};
}

std::string_view FamilyBuilder::AddType(std::string_view name, std::string_view type,
                                        const SourceLine& line) {
  const auto* const known = std::ranges::find_if(kTypeNames, [&](const TypeName& candidate) {
    return base::EqualsIgnoreCase(candidate.name, type);
  });
  if (known == kTypeNames.end()) return "there is no such type";
  Family* const family = FamilyOf(name, line);
  if (family == nullptr) return kTooMany;
  if (family->defined) return {};
  if (family->type_line && family->type != known->type) {
    family->second_type = line;
    return {};
  }
  family->type_line = line;
  family->type = known->type;
  return {};
}

std::optional<Family*> FamilyBuilder::FamilyOfSample(std::string_view sample_name,
                                                     const SourceLine& line) {
  const auto found = family_of_sample_.find(sample_name);
  if (found != family_of_sample_.end()) return found->second;
  if (family_of_sample_.size() == kMostNames || !budget_.Take(kBytesOfAName)) return std::nullopt;
  Family* family = DistributionOf(sample_name);
  if (family == nullptr) family = FamilyOf(sample_name, line);
  if (family == nullptr) return std::nullopt;
  if (!IsWanted(*family)) family = nullptr;
  return family_of_sample_[sample_name] = family;
}

bool FamilyBuilder::IsWanted(Family& family) const {
  if (!family.wanted) family.wanted = !options_.wanted || options_.wanted(family.name);
  return *family.wanted;
}

// Null where there are too many already.
Family* FamilyBuilder::FamilyOf(std::string_view name, const SourceLine& line) {
  const auto found = family_of_.find(name);
  if (found != family_of_.end()) {
    if (line.number < found->second->first.number) found->second->first = line;
    return found->second;
  }
  if (families_.size() == kMostNames) return nullptr;
  if (!budget_.Take(sizeof(Family) + sizeof(MetricFamily) + kBytesOfAName +
                    MemoryBudget::OfString(name.size()))) {
    return nullptr;
  }
  Family& family = families_.emplace_back();
  family.name = name;
  family.first = line;
  if (const auto* const known = options_.definition ? options_.definition(name) : nullptr) {
    family.defined = true;
    family.type = known->type;
    family.help = known->help;
  }
  family_of_.emplace(name, &family);
  return &family;
}

// The histogram or summary that a sample of this name is a part of, unless a TYPE says that the
// name is a family's own.
Family* FamilyBuilder::DistributionOf(std::string_view sample_name) {
  const auto own = family_of_.find(sample_name);
  if (own != family_of_.end() && (own->second->type_line || own->second->defined)) return nullptr;
  for (const std::string_view suffix : {"_sum", "_count", "_bucket"}) {
    if (!sample_name.ends_with(suffix)) continue;
    const auto found = family_of_.find(sample_name.substr(0, sample_name.size() - suffix.size()));
    if (found != family_of_.end() && found->second->IsDistribution()) return found->second;
  }
  return nullptr;
}

std::string_view FamilyBuilder::TakeLabels(const SampleLine& sample, SeriesLabels& labels) const {
  labels.reserve(sample.labels.size());
  for (const LabelView& label : sample.labels) {
    if (label.name.starts_with("__")) return "a label's name begins with __";
    const auto& reserved = options_.reserved_labels;
    if (std::find(reserved.begin(), reserved.end(), label.name) != reserved.end()) continue;
    labels.push_back({std::string(label.name), LabelValue(label, options_.max_value_bytes)});
  }
  return {};
}

std::string_view FamilyBuilder::Add(Family& family, const SampleLine& sample) {
  if (family.IsDistribution()) {
    ++family.dropped_samples;
    return {};
  }
  SeriesLabels labels;
  const std::string_view dropped = TakeLabels(sample, labels);
  if (!dropped.empty()) return dropped;
  const std::size_t bytes = MemoryOf(labels);
  if (!budget_.MakeRoom(family.series.metrics())) return {};
  ClientMetric* const metric = family.series.Add(std::move(labels));
  if (metric == nullptr) return "the series comes again";
  if (budget_.Take(bytes)) SetValue(*metric, family.type, sample.value);
  return {};
}

std::vector<MetricFamily> FamilyBuilder::Finish(std::vector<Drop>& drops) {
  std::vector<Family*> kept;
  for (Family& family : families_) {
    if (family.series.metrics().empty() && family.dropped_samples == 0) continue;
    if (const std::optional<Drop> drop = DropOf(family)) {
      drops.push_back(*drop);
    } else {
      kept.push_back(&family);
    }
  }
  std::sort(kept.begin(), kept.end(),
            [](const Family* a, const Family* b) { return a->first.number < b->first.number; });
  std::vector<MetricFamily> families;
  families.reserve(kept.size());
  for (Family* const family : kept) {
    families.push_back({std::string(family->name), std::move(family->help).value_or(""),
                        family->type, std::move(family->series.metrics())});
  }
  return families;
}

}  // namespace agent::exposition
