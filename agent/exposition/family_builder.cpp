#include "agent/exposition/family_builder.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "agent/base/text.hpp"
#include "agent/exposition/gateway_names.hpp"
#include "agent/exposition/value.hpp"

namespace agent::exposition {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr std::string_view kTooMany = "the text has too many metric names";

// Of a node in a table of names.
constexpr std::size_t kBytesOfAName = 96;
// Of a series in its family's index, which doubles.
constexpr std::size_t kIndexBytes = 48;
// Of a bucket or quantile, in a list that doubles.
constexpr std::size_t kBytesOfABound = 48;

struct TypeName {
  std::string_view name;
  MetricType type;
  bool open_metrics_only = false;
  std::string_view suffix = {};
};

// What this agent has no type for comes as the samples' names and values alone, as in Prometheus.
constexpr std::array kTypeNames = {
    TypeName{"counter", MetricType::Counter, false, "_total"},
    TypeName{"gauge", MetricType::Gauge},
    TypeName{"histogram", MetricType::Histogram},
    TypeName{"summary", MetricType::Summary},
    TypeName{"untyped", MetricType::Untyped},
    TypeName{"unknown", MetricType::Untyped, true},
    TypeName{"info", MetricType::Gauge, true, "_info"},
    TypeName{"stateset", MetricType::Gauge, true},
    TypeName{"gaugehistogram", MetricType::Untyped, true},
};

bool IsAssembled(MetricType type) {
  return type == MetricType::Histogram || type == MetricType::Summary;
}

Role OwnRole(MetricType type) {
  if (type == MetricType::Summary) return Role::kQuantile;
  return type == MetricType::Histogram ? Role::kStray : Role::kValue;
}

std::string_view BoundLabel(MetricType type) {
  if (type == MetricType::Summary) return "quantile";
  return type == MetricType::Histogram ? "le" : "";
}

void SetValue(ClientMetric& metric, MetricType type, double value) {
  if (type == MetricType::Counter) {
    metric.counter.value = value;
  } else if (type == MetricType::Gauge) {
    metric.gauge.value = value;
  } else {
    metric.untyped.value = value;
  }
}

// Finishes what was assembled and takes out what must be dropped.
void FinishAssemblies(Family& family, std::vector<Drop>& drops) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < family.assemblies.size(); ++i) {
    ClientMetric& metric = family.metrics[i];
    Assembly& assembly = family.assemblies[i];
    const std::size_t repeated = family.type == MetricType::Histogram
                                     ? FinishHistogram(metric.histogram, assembly)
                                     : FinishSummary(metric.summary, assembly);
    if (!assembly.fault.empty()) {
      drops.push_back({assembly.first, assembly.fault});
      continue;
    }
    if (repeated > 0) drops.push_back({assembly.first, "a le or quantile comes again", repeated});
    if (kept != i) family.metrics[kept] = std::move(metric);
    ++kept;
  }
  if (!family.assemblies.empty()) family.metrics.resize(kept);
}

}  // namespace

FamilyBuilder::FamilyBuilder(const ReadOptions& options, Dialect dialect)
    : options_(options), dialect_(dialect), budget_(options.max_family_bytes) {}

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
  const auto* const known =
      std::find_if(kTypeNames.begin(), kTypeNames.end(), [&](const TypeName& candidate) {
        return base::EqualsIgnoreCase(candidate.name, type) &&
               (dialect_ == Dialect::kOpenMetrics || !candidate.open_metrics_only);
      });
  if (known == kTypeNames.end()) return "there is no such type";
  Family* const family = FamilyOf(name, line);
  if (family == nullptr) return kTooMany;
  if (family->defined) return {};
  if (family->typed && family->type != known->type) {
    family->second_type = line;
    return {};
  }
  family->typed = true;
  family->type = known->type;
  if (dialect_ == Dialect::kOpenMetrics) family->suffix = known->suffix;
  return {};
}

std::optional<FamilyBuilder::Place> FamilyBuilder::PlaceOf(std::string_view sample_name,
                                                           const SourceLine& line) {
  const auto found = place_of_.find(sample_name);
  if (found != place_of_.end()) return found->second;
  if (place_of_.size() == kMostNames || !budget_.Take(kBytesOfAName)) return std::nullopt;
  const std::optional<Place> place = Resolve(sample_name, line);
  if (!place) return std::nullopt;
  const bool wanted = place->role != Role::kIgnored && IsWanted(*place->family);
  return place_of_[sample_name] = wanted ? *place : Place{};
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
    family.defined = family.typed = true;
    family.type = known->type;
    family.help = known->help;
  }
  family_of_.emplace(name, &family);
  return &family;
}

// The family whose name is `name` without a suffix that it has, if it was declared by a TYPE.
Family* FamilyBuilder::Known(std::string_view name, std::string_view suffix) {
  if (!name.ends_with(suffix)) return nullptr;
  const auto found = family_of_.find(name.substr(0, name.size() - suffix.size()));
  return found == family_of_.end() || !found->second->typed ? nullptr : found->second;
}

std::optional<FamilyBuilder::Place> FamilyBuilder::Resolve(std::string_view sample_name,
                                                           const SourceLine& line) {
  const std::optional<Place> place = ResolveSuffix(sample_name);
  if (!place) {
    Family* const family = FamilyOf(sample_name, line);
    if (family == nullptr) return std::nullopt;
    return Place{family, OwnRole(family->type)};
  }
  if (line.number < place->family->first.number) place->family->first = line;
  return place;
}

// The place of a sample whose name is a family's with a suffix; none if it is not.
std::optional<FamilyBuilder::Place> FamilyBuilder::ResolveSuffix(std::string_view sample_name) {
  if (Known(sample_name, "") != nullptr) return std::nullopt;
  const std::pair<std::string_view, Role> parts[] = {
      {"_sum", Role::kSum}, {"_count", Role::kCount}, {"_bucket", Role::kBucket}};
  for (const auto& [suffix, role] : parts) {
    Family* const family = Known(sample_name, suffix);
    if (family == nullptr || !IsAssembled(family->type)) continue;
    if (role != Role::kBucket || family->type == MetricType::Histogram) return Place{family, role};
  }
  if (dialect_ != Dialect::kOpenMetrics) return std::nullopt;
  if (Family* const family = Known(sample_name, "_created"); family != nullptr) {
    if (family->type == MetricType::Counter || IsAssembled(family->type)) {
      return Place{family, Role::kIgnored};
    }
  }
  for (const std::string_view suffix : {"_total", "_info"}) {
    const Family* const declared = Known(sample_name, suffix);
    if (declared == nullptr || declared->suffix != suffix) continue;
    // In the text format 0.0.4 the family has its samples' name.
    Family* const family = FamilyOf(sample_name, declared->first);
    if (family == nullptr) return std::nullopt;
    if (family->defined) return Place{family, Role::kValue};
    family->type = declared->type;
    if (!family->help) family->help = declared->help;
    family->second_type = declared->second_type;
    return Place{family, Role::kValue};
  }
  return std::nullopt;
}

FamilyBuilder::Outcome FamilyBuilder::TakeLabels(const Family& family, const SampleLine& sample,
                                                 SeriesLabels& labels, double& bound) const {
  const std::string_view bound_label = BoundLabel(family.type);
  labels.reserve(sample.labels.size());
  for (const LabelView& label : sample.labels) {
    if (label.name == bound_label) {
      const std::optional<double> number = ParseValue(LabelValue(label));
      if (!number) return {.bad = "the value of le or quantile is no number"};
      bound = *number;
      continue;
    }
    if (label.name.starts_with("__")) return {.dropped = "a label's name begins with __"};
    const auto& reserved = options_.reserved_labels;
    if (std::find(reserved.begin(), reserved.end(), label.name) != reserved.end()) continue;
    labels.push_back({std::string(label.name), LabelValue(label, options_.max_value_bytes)});
  }
  return {};
}

// Whether there is memory for one series more, with these labels.
bool FamilyBuilder::TakeMemoryFor(Family& family, const SeriesLabels& labels) {
  std::size_t bytes =
      kIndexBytes + MemoryBudget::kPerBlock + labels.capacity() * sizeof(ClientMetric::Label);
  for (const ClientMetric::Label& label : labels) {
    bytes += MemoryBudget::OfString(label.name.size()) + MemoryBudget::OfString(label.value.size());
  }
  if (!budget_.Take(bytes) || !budget_.MakeRoom(family.metrics)) return false;
  return !IsAssembled(family.type) || budget_.MakeRoom(family.assemblies);
}

FamilyBuilder::Outcome FamilyBuilder::Add(const Place& place, const SampleLine& sample,
                                          const SourceLine& line) {
  Family& family = *place.family;
  if (place.role == Role::kStray) return {.dropped = "no sample has a histogram's own name"};
  SeriesLabels labels;
  double bound = std::numeric_limits<double>::quiet_NaN();
  const Outcome outcome = TakeLabels(family, sample, labels, bound);
  if (!outcome.bad.empty() || !outcome.dropped.empty()) return outcome;

  const std::uint32_t hash = HashLabels(labels);
  const std::optional<std::size_t> found = family.index.Find(family.metrics, labels, hash);
  const bool assembled = IsAssembled(family.type);
  if (found && !assembled) return {.dropped = "the series comes again"};
  const std::size_t at = found.value_or(family.metrics.size());
  if (!found) {
    if (!TakeMemoryFor(family, labels)) return {};
    family.index.Add(hash, at);
    family.metrics.emplace_back().label = std::move(labels);
    if (assembled) family.assemblies.push_back({.first = line});
  }
  ClientMetric& metric = family.metrics[at];
  if (!assembled) {
    SetValue(metric, family.type, sample.value);
    return {};
  }
  if (!budget_.Take(kBytesOfABound)) return {};
  Assembly& assembly = family.assemblies[at];
  return {.dropped =
              family.type == MetricType::Histogram
                  ? AddToHistogram(place.role, bound, sample.value, metric.histogram, assembly)
                  : AddToSummary(place.role, bound, sample.value, metric.summary, assembly)};
}

// Why all of a family's series must be dropped, or nothing.
std::string_view FamilyBuilder::Objection(const Family& family) const {
  if (family.second_type) return "the family has two TYPEs";
  for (const std::string_view suffix : {"_sum", "_count", "_bucket"}) {
    if (!family.name.ends_with(suffix)) continue;
    const auto base = family_of_.find(family.name.substr(0, family.name.size() - suffix.size()));
    if (base == family_of_.end() || base->second->metrics.empty()) continue;
    const MetricType type = base->second->type;
    if (type == MetricType::Histogram || (type == MetricType::Summary && suffix != "_bucket")) {
      return "the name collides with a histogram or summary";
    }
  }
  return GatewayObjection(family.name, family.type);
}

std::vector<MetricFamily> FamilyBuilder::Finish(std::vector<Drop>& drops) {
  std::vector<Family*> kept;
  for (Family& family : families_) FinishAssemblies(family, drops);
  for (Family& family : families_) {
    if (family.metrics.empty()) continue;
    const std::string_view objection = Objection(family);
    if (objection.empty()) {
      kept.push_back(&family);
    } else {
      drops.push_back(
          {family.second_type.value_or(family.first), objection, family.metrics.size()});
    }
  }
  std::sort(kept.begin(), kept.end(),
            [](const Family* a, const Family* b) { return a->first.number < b->first.number; });
  std::vector<MetricFamily> families;
  families.reserve(kept.size());
  for (Family* const family : kept) {
    families.push_back({std::string(family->name), std::move(family->help).value_or(""),
                        family->type, std::move(family->metrics)});
  }
  return families;
}

}  // namespace agent::exposition
