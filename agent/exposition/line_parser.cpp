#include "agent/exposition/line_parser.hpp"

#include <cstddef>
#include <optional>

#include "agent/base/text.hpp"
#include "agent/base/utf8.hpp"
#include "agent/exposition/cursor.hpp"
#include "agent/exposition/unescaped_labels.hpp"
#include "agent/exposition/value.hpp"

namespace agent::exposition {
namespace {

constexpr std::string_view kGood;

bool IsLabelEscape(char c) { return c == '\\' || c == '"' || c == 'n'; }

// Takes a label's value and its closing quote, from behind the opening one.
std::string_view TakeLabelValue(Cursor& cursor, LabelView& label) {
  const std::string_view text = cursor.rest();
  std::size_t length = 0;
  for (; length < text.size() && text[length] != '"'; ++length) {
    if (text[length] != '\\') continue;
    label.escaped = true;
    ++length;
    if (length == text.size()) break;
    if (!IsLabelEscape(text[length])) return "a label value has a backslash that escapes nothing";
  }
  if (length >= text.size()) return "a label value does not end";
  label.value = text.substr(0, length);
  cursor.Skip(length + 1);
  return kGood;
}

// Takes `name="value"`.
std::string_view TakeLabel(Cursor& cursor, LabelView& label) {
  label.name = cursor.TakeLabelName();
  if (label.name.empty()) return "a label name or a closing brace is missing";
  cursor.SkipBlanks();
  if (!cursor.Take('=')) return "a label has no \"=\"";
  cursor.SkipBlanks();
  if (!cursor.Take('"')) return "a label value has no quotes";
  return TakeLabelValue(cursor, label);
}

// Takes labels and the closing brace, from behind the opening one.
std::string_view TakeLabels(Cursor& cursor, std::vector<LabelView>& labels) {
  while (true) {
    cursor.SkipBlanks();
    if (cursor.Take('}')) return kGood;
    if (labels.size() == kMostLabels) return "the series has too many labels";
    const std::string_view reason = TakeLabel(cursor, labels.emplace_back());
    if (!reason.empty()) return reason;
    cursor.SkipBlanks();
    if (cursor.Take(',')) continue;
    if (cursor.Take('}')) return kGood;
    return "a label value is followed by neither a comma nor a brace";
  }
}

// Takes `# {labels} value [timestamp]`, as OpenMetrics has it at the end of a sample.
std::string_view TakeExemplar(Cursor& cursor) {
  constexpr std::string_view kReason = "the exemplar is broken";
  if (!cursor.Take('#')) return "the line goes on after its timestamp";
  cursor.SkipBlanks();
  std::vector<LabelView> labels;
  if (!cursor.Take('{') || !TakeLabels(cursor, labels).empty()) return kReason;
  cursor.SkipBlanks();
  if (!ParseValue(cursor.TakeToken())) return kReason;
  cursor.SkipBlanks();
  if (!cursor.AtEnd() && !ParseTimestamp(cursor.TakeToken(), true)) return kReason;
  cursor.SkipBlanks();
  return cursor.AtEnd() ? kGood : kReason;
}

// Takes the rest of a sample from behind its labels.
std::string_view TakeValue(Cursor& cursor, Dialect dialect, SampleLine& sample) {
  const bool open_metrics = dialect == Dialect::kOpenMetrics;
  cursor.SkipBlanks();
  const std::optional<double> parsed = ParseValue(cursor.TakeToken());
  if (!parsed) return "the value is no number";
  sample.value = *parsed;
  cursor.SkipBlanks();
  if (cursor.AtEnd()) return kGood;
  if (!(open_metrics && cursor.rest()[0] == '#')) {
    sample.timestamp = ParseTimestamp(cursor.TakeToken(), open_metrics);
    if (!sample.timestamp) return "the timestamp is no whole number";
    cursor.SkipBlanks();
    if (cursor.AtEnd()) return kGood;
  }
  return open_metrics ? TakeExemplar(cursor) : "the line goes on after its timestamp";
}

std::string_view CheckNames(const std::vector<LabelView>& labels) {
  for (const LabelView& label : labels) {
    if (label.name == "__name__") return "__name__ is no label name";
  }
  return HasRepeatedName(labels) ? "a label comes twice" : kGood;
}

std::string_view ParseStrictly(std::string_view line, Dialect dialect, SampleLine& sample) {
  Cursor cursor(line);
  cursor.SkipBlanks();
  if (cursor.Take('{')) {
    std::string_view reason = TakeLabels(cursor, sample.labels);
    if (reason.empty()) reason = CheckNames(sample.labels);
    if (!reason.empty()) return reason;
  }
  return TakeValue(cursor, dialect, sample);
}

bool Repair(std::string_view line, SampleLine& sample) {
  Cursor cursor(line);
  cursor.SkipBlanks();
  std::string_view rest;
  if (!cursor.Take('{') || !ReadUnescapedLabels(cursor.rest(), sample.labels, rest)) return false;
  Cursor value(rest);
  return CheckNames(sample.labels).empty() && TakeValue(value, Dialect::kText, sample).empty();
}

std::string Unescape(std::string_view raw) {
  std::string text;
  text.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '\\' && i + 1 < raw.size()) {
      ++i;
      text += raw[i] == 'n' ? '\n' : raw[i];
    } else {
      text += raw[i];
    }
  }
  return text;
}

// Of its value without escapes.
std::size_t SizeOf(const LabelView& label) {
  std::size_t escapes = 0;
  if (!label.escaped) return label.value.size();
  for (std::size_t i = 0; i < label.value.size(); ++i) {
    if (label.value[i] != '\\') continue;
    ++escapes;
    ++i;
  }
  return label.value.size() - escapes;
}

// What is needed of a raw text for one of `max_bytes`: an escape has two bytes, and one more of
// text shows that it goes on.
std::string_view EnoughOf(std::string_view raw, std::size_t max_bytes) {
  return max_bytes < raw.size() / 2 ? raw.substr(0, 2 * max_bytes + 2) : raw;
}

std::string Cut(std::string text, std::size_t max_bytes) {
  if (text.size() > max_bytes) return base::CutAtCharacter(text, max_bytes) + "…";
  return text;
}

}  // namespace

std::string_view ParseSample(std::string_view line, const LineContext& context,
                             SampleLine& sample) {
  sample.labels.clear();
  sample.timestamp.reset();
  sample.repaired = false;
  const std::string_view reason = ParseStrictly(line, context.dialect, sample);
  if (!reason.empty()) {
    if (!Repair(line, sample)) return reason;
    sample.repaired = true;
  }
  for (const LabelView& label : sample.labels) {
    if (SizeOf(label) > context.max_value_bytes) sample.repaired = true;
  }
  if (context.clean_utf8) return kGood;
  for (LabelView& label : sample.labels) {
    label.clean = base::IsCleanUtf8(label.value);
    if (!label.clean) sample.repaired = true;
  }
  return kGood;
}

std::string_view ParseMetadata(std::string_view line, MetadataLine& metadata) {
  metadata = {};
  Cursor cursor(line);
  if (!cursor.Take('#')) return kGood;
  cursor.SkipBlanks();
  const std::string_view keyword = cursor.TakeToken();
  MetadataKind kind = MetadataKind::kComment;
  if (keyword == "HELP") {
    kind = MetadataKind::kHelp;
  } else if (keyword == "TYPE") {
    kind = MetadataKind::kType;
  } else if (keyword == "UNIT") {
    kind = MetadataKind::kUnit;
  }
  cursor.SkipBlanks();
  if (kind == MetadataKind::kComment || cursor.AtEnd()) return kGood;
  metadata.kind = kind;
  metadata.name = cursor.TakeMetricName();
  const std::string_view behind_name = cursor.rest();
  cursor.SkipBlanks();
  metadata.text = cursor.rest();
  const bool separated = behind_name.empty() || behind_name.size() > metadata.text.size();
  return metadata.name.empty() || !separated ? "the metric name is invalid" : kGood;
}

std::string LabelValue(const LabelView& label, std::size_t max_bytes) {
  const std::string_view raw = EnoughOf(label.value, max_bytes);
  std::string value = label.escaped ? Unescape(raw) : std::string(raw);
  if (!label.clean) value = base::SanitizeUtf8(value);
  return Cut(std::move(value), max_bytes);
}

std::string HelpText(std::string_view raw, Dialect dialect, bool& repaired, std::size_t max_bytes) {
  raw = EnoughOf(raw, max_bytes);
  const auto is_escape = [&](char c) {
    return c == '\\' || c == 'n' || (c == '"' && dialect == Dialect::kOpenMetrics);
  };
  bool valid = true;
  for (std::size_t i = 0; i < raw.size() && valid; ++i) {
    if (raw[i] == '\\') valid = ++i < raw.size() && is_escape(raw[i]);
  }
  std::string text = valid ? Unescape(raw) : std::string(raw);
  if (!base::IsCleanUtf8(text)) {
    valid = false;
    text = base::SanitizeUtf8(text);
  }
  if (!valid || text.size() > max_bytes) repaired = true;
  return Cut(std::move(text), max_bytes);
}

}  // namespace agent::exposition
