#pragma once

#include <prometheus/metric_family.h>
#include <prometheus/metric_type.h>

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "agent/exposition/line_parser.hpp"
#include "agent/exposition/memory_budget.hpp"
#include "agent/exposition/reader.hpp"
#include "agent/exposition/series.hpp"

namespace agent::exposition {

// A line of the text.
struct SourceLine {
  std::size_t number = 0;  // from 1
  std::string_view text;   // without its end
};

// Series that were read well but dropped.
struct Drop {
  SourceLine line;
  std::string_view reason;
  std::size_t series = 1;
};

// What the text says of one family.
struct Family {
  std::string_view name;
  prometheus::MetricType type = prometheus::MetricType::Untyped;
  std::optional<SourceLine> type_line;  // the first TYPE of the text
  bool defined = false;  // type and help are known beforehand, and those of the text are ignored
  std::optional<std::string> help;
  SourceLine first;                       // where it appears first
  std::optional<SourceLine> second_type;  // a TYPE that differs from the first
  std::optional<bool> wanted;             // the answer of the options; nothing before they were
                                          // asked
  SeriesSet series;
  std::size_t dropped_samples = 0;  // dropped ones, of a histogram or summary

  [[nodiscard]] bool IsDistribution() const;
};

// The most family names in a text. Each takes some hundred bytes of memory, even a short one. No
// exporter has a tenth of this.
inline constexpr std::size_t kMostNames = 20'000;

// Gathers the lines of a text into families. First all HELP and TYPE lines are to be added, then
// all samples, so that their order in the text does not matter. Holds views into the text.
class FamilyBuilder {
 public:
  // `options` must outlive it.
  explicit FamilyBuilder(const ReadOptions& options);

  // Both return why the line is bad, or nothing. AddHelp takes a text without escapes. A second
  // TYPE that differs is not a bad line; Finish() then drops the family's series.
  std::string_view AddHelp(std::string_view name, std::string help, const SourceLine& line);
  std::string_view AddType(std::string_view name, std::string_view type, const SourceLine& line);

  // The family for samples of this name, the first of which is on `line`. Null when the family is
  // not wanted. Nothing when the text has too many names.
  std::optional<Family*> FamilyOfSample(std::string_view sample_name, const SourceLine& line);

  // Adds a sample to its family. Returns why it was dropped, or nothing.
  std::string_view Add(Family& family, const SampleLine& sample);

  // Whether the families passed options.max_family_bytes. Everything added since is lost.
  [[nodiscard]] bool IsTooLarge() const { return budget_.is_spent(); }

  // The families that have series, in order of first appearance. Appends to `drops` the faults that
  // only the whole text shows. Call it once.
  std::vector<prometheus::MetricFamily> Finish(std::vector<Drop>& drops);

 private:
  Family* FamilyOf(std::string_view name, const SourceLine& line);
  Family* DistributionOf(std::string_view sample_name);
  bool IsWanted(Family& family) const;
  std::string_view TakeLabels(const SampleLine& sample, SeriesLabels& labels) const;

  const ReadOptions& options_;
  MemoryBudget budget_;
  std::deque<Family> families_;
  std::unordered_map<std::string_view, Family*> family_of_;
  std::unordered_map<std::string_view, Family*> family_of_sample_;  // null: not wanted
};

}  // namespace agent::exposition
