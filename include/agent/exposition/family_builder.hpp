#pragma once

#include <prometheus/client_metric.h>
#include <prometheus/metric_family.h>
#include <prometheus/metric_type.h>

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "agent/exposition/assembly.hpp"
#include "agent/exposition/line_parser.hpp"
#include "agent/exposition/memory_budget.hpp"
#include "agent/exposition/reader.hpp"
#include "agent/exposition/series_index.hpp"

namespace agent::exposition {

// Series that were read well but dropped.
struct Drop {
  SourceLine line;
  std::string_view reason;
  std::size_t series = 1;
};

struct Family {
  std::string_view name;
  prometheus::MetricType type = prometheus::MetricType::Untyped;
  bool typed = false;
  bool defined = false;  // type and help are known beforehand; the text has no say
  std::optional<std::string> help;
  std::string_view suffix;                // OpenMetrics: its samples' names end in it
  SourceLine first;                       // where it appears first
  std::optional<SourceLine> second_type;  // a TYPE that says something else
  std::optional<bool> wanted;             // as the options say, once they were asked
  std::vector<prometheus::ClientMetric> metrics;
  std::vector<Assembly> assemblies;  // of a histogram or summary: one for each of `metrics`
  SeriesIndex index;
};

// A name costs some hundred bytes, however short it is in the text; no exporter has a tenth of
// this.
inline constexpr std::size_t kMostNames = 20'000;

// Gathers the lines of a text into families. First all HELP and TYPE lines are to be added, then
// all samples, so that their order in the text does not matter. Holds views into the text.
class FamilyBuilder {
 public:
  // Where the samples of one name go.
  struct Place {
    Family* family = nullptr;  // none: they are not wanted
    Role role = Role::kValue;
  };

  // `options` must outlive it.
  FamilyBuilder(const ReadOptions& options, Dialect dialect);

  // Both return why the line is bad, or nothing. AddHelp takes a text without escapes. A second
  // TYPE that says something else is not bad: it costs the family its series.
  std::string_view AddHelp(std::string_view name, std::string help, const SourceLine& line);
  std::string_view AddType(std::string_view name, std::string_view type, const SourceLine& line);

  // The place for samples of this name, the first of which is on `line`; nothing where the text has
  // too many names.
  std::optional<Place> PlaceOf(std::string_view sample_name, const SourceLine& line);

  struct Outcome {
    std::string_view bad;      // why the line is bad, or nothing
    std::string_view dropped;  // why the sample was dropped, or nothing
  };
  Outcome Add(const Place& place, const SampleLine& sample, const SourceLine& line);

  // Whether the families passed options.max_family_bytes: what was added since is lost.
  [[nodiscard]] bool IsTooLarge() const { return budget_.is_spent(); }

  // The families that have series, in order of first appearance; appends to `drops` what was found
  // wrong only now. To be called once.
  std::vector<prometheus::MetricFamily> Finish(std::vector<Drop>& drops);

 private:
  Family* FamilyOf(std::string_view name, const SourceLine& line);
  Family* Known(std::string_view name, std::string_view without_suffix);
  std::optional<Place> Resolve(std::string_view sample_name, const SourceLine& line);
  std::optional<Place> ResolveSuffix(std::string_view sample_name);
  bool IsWanted(Family& family) const;
  Outcome TakeLabels(const Family& family, const SampleLine& sample, SeriesLabels& labels,
                     double& bound) const;
  std::string_view Objection(const Family& family) const;
  bool TakeMemoryFor(Family& family, const SeriesLabels& labels);

  const ReadOptions& options_;
  const Dialect dialect_;
  MemoryBudget budget_;
  std::deque<Family> families_;
  std::unordered_map<std::string_view, Family*> family_of_;
  std::unordered_map<std::string_view, Place> place_of_;
};

}  // namespace agent::exposition
