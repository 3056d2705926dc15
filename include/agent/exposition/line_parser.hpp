#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/base/clock.hpp"

namespace agent::exposition {

// A label as written in its line.
struct LabelView {
  std::string_view name;
  std::string_view value;  // between its quotes
  bool escaped = false;    // the value holds escapes, all of them valid
  bool clean = true;       // the value is clean UTF-8
};

// A sample without its name. Views into its line.
struct SampleLine {
  std::vector<LabelView> labels;  // no name twice
  double value = 0;
  std::optional<base::WallTime> timestamp;
  bool repaired = false;
};

// The most labels of a sample, more than any real one has. A label takes many times the memory of
// its text.
inline constexpr std::size_t kMostLabels = 128;

struct LineContext {
  bool clean_utf8 = false;                          // the whole text is
  std::size_t max_value_bytes = std::string::npos;  // of a label; a longer one is cut
};

// Reads what follows the name of a sample: labels, a value, and a timestamp where there is one.
// `line` has no line end. Returns why the line is bad, or nothing. Repairs label values that were
// written without escaping, by the rule in reader.hpp.
[[nodiscard]] std::string_view ParseSample(std::string_view line, const LineContext& context,
                                           SampleLine& sample);

enum class MetadataKind { kComment, kHelp, kType };

struct MetadataLine {
  MetadataKind kind = MetadataKind::kComment;
  std::string_view name;
  std::string_view text;  // the rest of the line; empty where the line ends with the name
};

// Reads a line from its "#" on. Returns why it is bad, or nothing.
[[nodiscard]] std::string_view ParseMetadata(std::string_view line, MetadataLine& metadata);

// The label's value without escapes and broken UTF-8. A longer one is cut to `max_bytes` and ends
// in "…".
[[nodiscard]] std::string LabelValue(const LabelView& label,
                                     std::size_t max_bytes = std::string::npos);

// A help text, treated in the same way. Sets `repaired` when a backslash escapes nothing and so is
// kept, when there was broken UTF-8, and when the text is cut.
[[nodiscard]] std::string HelpText(std::string_view raw, bool& repaired,
                                   std::size_t max_bytes = std::string::npos);

}  // namespace agent::exposition
