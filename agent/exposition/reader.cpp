#include "agent/exposition/reader.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "agent/base/text.hpp"
#include "agent/base/utf8.hpp"
#include "agent/exposition/cursor.hpp"
#include "agent/exposition/family_builder.hpp"
#include "agent/exposition/line_parser.hpp"

namespace agent::exposition {
namespace {

constexpr std::size_t kExamplesOfAKind = 5;
constexpr std::string_view kTooOld = "its own timestamp says that it is old";

// Calls `visit(line, has_end)` for each line that is not blank, without its end and the blanks
// before it.
template <typename Visit>
void ForEachLine(std::string_view text, const Visit& visit) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const bool has_end = end != std::string_view::npos;
    std::string_view line = text.substr(0, end);
    text.remove_prefix(has_end ? end + 1 : text.size());
    while (line.ends_with('\r')) line.remove_suffix(1);
    Cursor cursor(line);
    cursor.SkipBlanks();
    if (!cursor.AtEnd()) visit(SourceLine{number, cursor.rest()}, has_end);
  }
}

std::string_view WithoutTrailingBlanks(std::string_view text) {
  return text.substr(0, text.find_last_not_of(" \t") + 1);
}

class Reader {
 public:
  Reader(std::string_view text, const ReadOptions& options)
      : text_(text),
        options_(options),
        context_{base::IsCleanUtf8(text), options.max_value_bytes},
        builder_(options) {}

  Reading Read() {
    ForEachLine(text_, [&](const SourceLine& line, bool) {
      if (line.text[0] == '#' && !builder_.IsTooLarge()) ReadMetadata(line);
    });
    ForEachLine(text_, [&](const SourceLine& line, bool has_end) {
      if (line.text[0] != '#' && !builder_.IsTooLarge()) ReadSample(line, has_end);
    });
    if (builder_.IsTooLarge()) {
      reading_.is_too_large = true;
      return std::move(reading_);
    }
    std::vector<Drop> drops;
    reading_.families = builder_.Finish(drops);
    for (const Drop& drop : drops) {
      reading_.dropped_series += drop.series;
      Note(dropped_, LineFault::Kind::kDropped, drop.line, drop.reason);
    }
    for (std::vector<LineFault>* faults : {&bad_, &repaired_, &dropped_}) {
      std::move(faults->begin(), faults->end(), std::back_inserter(reading_.examples));
    }
    std::stable_sort(reading_.examples.begin(), reading_.examples.end(),
                     [](const LineFault& a, const LineFault& b) { return a.number < b.number; });
    return std::move(reading_);
  }

 private:
  void ReadMetadata(const SourceLine& line) {
    MetadataLine metadata;
    std::string_view reason = ParseMetadata(line.text, metadata);
    if (metadata.kind == MetadataKind::kComment) return;
    ++reading_.lines;
    bool repaired = false;
    if (reason.empty() && metadata.kind == MetadataKind::kHelp && !metadata.text.empty()) {
      std::string help = HelpText(metadata.text, repaired, options_.max_value_bytes);
      reason = builder_.AddHelp(metadata.name, std::move(help), line);
    }
    if (reason.empty() && metadata.kind == MetadataKind::kType && !metadata.text.empty()) {
      reason = builder_.AddType(metadata.name, WithoutTrailingBlanks(metadata.text), line);
    }
    if (!reason.empty()) {
      Bad(line, reason);
    } else if (repaired) {
      Repaired(line,
               "the help text has a backslash that escapes nothing, is not UTF-8 or is too long");
    }
  }

  void ReadSample(const SourceLine& line, bool has_end) {
    ++reading_.lines;
    Cursor cursor(line.text);
    const std::string_view name = cursor.TakeMetricName();
    if (name.empty()) return Bad(line, "no metric name");
    if (!has_end) return Bad(line, "the text ends within this line");
    const std::optional<Family*> family = builder_.FamilyOfSample(name, line);
    if (!family) return Bad(line, "the text has too many metric names");
    if (*family == nullptr) return;
    const std::string_view reason = ParseSample(cursor.rest(), context_, sample_);
    if (!reason.empty()) return Bad(line, reason);
    if (IsTooOld()) {
      ++reading_.old_samples;
      return Dropped(line, kTooOld);
    }
    if (sample_.repaired) {
      Repaired(line, "a label value was not escaped, is not UTF-8 or is too long");
    }
    const std::string_view dropped = builder_.Add(**family, sample_);
    if (!dropped.empty()) Dropped(line, dropped);
  }

  bool IsTooOld() const {
    return options_.oldest && sample_.timestamp && *sample_.timestamp < *options_.oldest;
  }

  void Bad(const SourceLine& line, std::string_view reason) {
    ++reading_.bad_lines;
    Note(bad_, LineFault::Kind::kBad, line, reason);
  }

  void Repaired(const SourceLine& line, std::string_view reason) {
    ++reading_.repaired_lines;
    Note(repaired_, LineFault::Kind::kRepaired, line, reason);
  }

  void Dropped(const SourceLine& line, std::string_view reason) {
    ++reading_.dropped_series;
    Note(dropped_, LineFault::Kind::kDropped, line, reason);
  }

  void Note(std::vector<LineFault>& faults, LineFault::Kind kind, const SourceLine& line,
            std::string_view reason) const {
    if (faults.size() == kExamplesOfAKind) return;
    faults.push_back({kind, line.number, Quote(line.text), std::string(reason)});
  }

  std::string Quote(std::string_view line) const {
    if (options_.quote) return options_.quote(line);
    constexpr std::size_t kEnoughToBeCut = base::kShownBytes * 2;
    return base::OneLine(line.substr(0, kEnoughToBeCut), base::kShownBytes);
  }

  std::string_view text_;
  const ReadOptions& options_;
  LineContext context_;
  FamilyBuilder builder_;
  SampleLine sample_;
  Reading reading_;
  std::vector<LineFault> bad_;
  std::vector<LineFault> repaired_;
  std::vector<LineFault> dropped_;
};

}  // namespace

Reading ReadText(std::string_view text, const ReadOptions& options) {
  return Reader(text, options).Read();
}

}  // namespace agent::exposition
