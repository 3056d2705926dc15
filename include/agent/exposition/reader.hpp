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

// Why a line, or the series that it belongs to, was not taken as it stands. For the log.
struct LineFault {
  enum class Kind { kBad, kRepaired, kDropped };

  Kind kind = Kind::kBad;
  std::size_t number = 0;  // from 1
  std::string text;        // as ReadOptions::quote made it
  std::string reason;      // "the label value does not end", "series comes twice", …
};

struct ReadOptions {
  // Says whether a family is wanted, and is asked once for each. Samples of other families are
  // counted and otherwise not looked at. Without it every family is wanted.
  std::function<bool(std::string_view family)> wanted;

  // The labels that are added later: the external labels, and the grouping key, which a Pushgateway
  // puts in place of a series' own. They are taken off each series, so that no label comes twice
  // and series that become equal are found.
  std::vector<std::string> reserved_labels;

  // The type and help text of a family that are known beforehand. Null for a family that is to have
  // what the text says. What the text says of a known family is not looked at.
  std::function<const metrics::FamilyDefinition*(std::string_view family)> definition;

  // Samples that say that they are from before this time are dropped; without it none.
  std::optional<base::WallTime> oldest;

  // A longer label value or help text is cut there, which repairs its line.
  std::size_t max_value_bytes = std::string::npos;

  // The most memory that the families may take. A text whose families would need more is given up
  // before they take it.
  std::size_t max_family_bytes = std::numeric_limits<std::size_t>::max();

  // Makes what is shown of a line. It gets the line as it came, which may have megabytes. Without
  // it the line is made fit for a log and cut to 200 bytes.
  std::function<std::string(std::string_view line)> quote;
};

struct Reading {
  // In order of first appearance, each with all its series and at least one; no timestamps.
  std::vector<prometheus::MetricFamily> families;

  std::size_t lines = 0;           // samples, HELP and TYPE, good or bad
  std::size_t bad_lines = 0;       // of them, skipped
  std::size_t repaired_lines = 0;  // of them, against the format but with one meaning only
  std::size_t dropped_series = 0;  // read well, but no Pushgateway or Prometheus would take them,
                                   // or too old
  std::size_t old_samples = 0;     // of them, those that were too old

  std::vector<LineFault> examples;  // of each kind the first few, by line

  bool is_too_large = false;  // the families passed max_family_bytes and were given up; the numbers
                              // are of the lines before
};

// Reads counters, gauges and untyped families in the text exposition format 0.0.4. Line ends are LF
// or CRLF. HELP, TYPE and samples may come in any order. Never throws for what is in `text`, and
// takes time in proportion to its size.
//
// A line that breaks the format is skipped. A line whose label values were plainly written without
// escaping, as O.D.I.N. does, is repaired. In such a line a backslash means itself. A quote ends
// its value where the next label (`,name="`) or the closing brace and a number follow. Any other
// quote is part of the value. Where that leaves two meanings (a label name twice, a quote with two
// roles) the line is bad. Bytes that are not UTF-8 become U+FFFD. A last sample without a line end
// is bad, since its value may be cut short.
//
// Dropped are: a series that comes again (an empty label is as good as none), a sample that is too
// old by its own timestamp, every series of a family with two TYPEs, names that a Pushgateway keeps
// for itself, and all samples of histograms and summaries, of which O.D.I.N. has none.
//
// What WriteText writes of families without such faults reads back to the same text. Blanks at the
// front of a help text are an exception: the format drops them.
[[nodiscard]] Reading ReadText(std::string_view text, const ReadOptions& options = {});

}  // namespace agent::exposition
