#pragma once

#include <prometheus/metric_family.h>

#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/base/clock.hpp"
#include "agent/metrics/farm_metric.hpp"

namespace agent::exposition {

// Why a line or its series was not taken unchanged. For the log.
struct LineFault {
  enum class Kind { kBad, kRepaired, kDropped };

  Kind kind = Kind::kBad;
  std::size_t number = 0;  // from 1
  std::string text;        // as ReadOptions::quote made it
  std::string reason;      // "the label value does not end", "series comes twice", …
};

struct ReadOptions {
  // Says whether a family is wanted. It is called once for each family. Samples of unwanted
  // families are counted, but not read. By default every family is wanted.
  std::function<bool(std::string_view family)> wanted;

  // The labels that are added later: the external labels, and the grouping key, which a Pushgateway
  // sets on every series. They are removed from each series. So no label comes twice, and series
  // that become equal are found.
  std::vector<std::string> reserved_labels;

  // The type and help text of a known family, which replace those of the text. Null for a family
  // that keeps those of the text.
  std::function<const metrics::FamilyDefinition*(std::string_view family)> definition;

  // Samples with an earlier timestamp are dropped. By default none.
  std::optional<base::WallTime> oldest;

  // A longer label value or help text is cut, and its line counts as repaired.
  std::size_t max_value_bytes = std::string::npos;

  // The most memory that the families may take. When a text needs more, reading stops before it is
  // allocated.
  std::size_t max_family_bytes = std::numeric_limits<std::size_t>::max();

  // Makes LineFault::text from a raw line, which may have megabytes. By default the line is made
  // fit for a log and cut to 200 bytes.
  std::function<std::string(std::string_view line)> quote;
};

struct Reading {
  // In order of first appearance, each with all its series and at least one; no timestamps.
  std::vector<prometheus::MetricFamily> families;

  std::size_t lines = 0;           // samples, HELP and TYPE, good or bad
  std::size_t bad_lines = 0;       // of them, skipped
  std::size_t repaired_lines = 0;  // of them, against the format but read in their only meaning
  std::size_t dropped_series = 0;  // read well, but no Pushgateway or Prometheus would take them,
                                   // or too old
  std::size_t old_samples = 0;     // of them, too old ones

  std::vector<LineFault> examples;  // the first few of each kind, by line

  bool is_too_large = false;  // the families passed max_family_bytes; they are empty, and the
                              // numbers are of the lines before
};

// Reads counters, gauges and untyped families in the text exposition format 0.0.4. Line ends are LF
// or CRLF. HELP, TYPE and samples may come in any order. Never throws for what is in `text`, and
// takes time in proportion to its size.
//
// A line that breaks the format is skipped. A line whose label values were written without
// escaping, as O.D.I.N. does, is repaired. In such a line a backslash means itself. A quote ends
// its value where the next label (`,name="`) or the closing brace and a number follow. Any other
// quote is part of the value. When that allows two readings (a label name twice, a quote with two
// roles), the line is bad. Bytes that are not UTF-8 become U+FFFD. A last sample without a line end
// is bad, since its value may be cut short.
//
// Some well-formed series are dropped:
//
// - a series that comes again; an empty label counts as absent
// - a sample that is too old by its own timestamp
// - every series of a family with two different TYPEs
// - names that a Pushgateway uses itself
// - all samples of histograms and summaries, of which O.D.I.N. has none
//
// The output of WriteText for families without such faults reads back to the same text. Only blanks
// at the front of a help text are lost, because the format drops them.
[[nodiscard]] Reading ReadText(std::string_view text, const ReadOptions& options = {});

}  // namespace agent::exposition
