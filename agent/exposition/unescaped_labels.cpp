#include "agent/exposition/unescaped_labels.hpp"

#include <algorithm>
#include <cstddef>

#include "agent/base/number.hpp"
#include "agent/exposition/cursor.hpp"

namespace agent::exposition {
namespace {

// Takes `name="`, whose quote opens the value.
bool TakeLabelStart(Cursor& cursor, std::string_view& name) {
  cursor.SkipBlanks();
  name = cursor.TakeLabelName();
  if (name.empty()) return false;
  cursor.SkipBlanks();
  if (!cursor.Take('=')) return false;
  cursor.SkipBlanks();
  return cursor.Take('"');
}

bool TakeNextLabelStart(Cursor& cursor, std::string_view& name) {
  cursor.SkipBlanks();
  return cursor.Take(',') && TakeLabelStart(cursor, name);
}

bool TakeClosingBrace(Cursor& cursor) {
  cursor.SkipBlanks();
  if (cursor.Take(',')) cursor.SkipBlanks();
  return cursor.Take('}');
}

// Whether the labels might also end here, with a value behind them. What comes next is looked at up
// to the next quote at most, so that all such looks together stay linear.
bool MightEnd(std::string_view behind_quote) {
  const std::size_t next_quote = behind_quote.find('"');
  Cursor cursor(behind_quote.substr(0, next_quote));
  if (!TakeClosingBrace(cursor)) return false;
  cursor.SkipBlanks();
  const std::string_view value = cursor.TakeToken();
  const bool goes_on_with_quote = cursor.AtEnd() && next_quote != std::string_view::npos;
  return !goes_on_with_quote && base::ParseDouble(value).has_value();
}

bool StartsNextLabel(std::string_view behind_quote) {
  Cursor cursor(behind_quote);
  std::string_view name;
  return TakeNextLabelStart(cursor, name);
}

}  // namespace

bool ReadUnescapedLabels(std::string_view text, std::vector<LabelView>& labels,
                         std::string_view& rest) {
  labels.clear();
  // No value or timestamp holds a quote, so the last one ends the last label.
  const std::size_t last = text.rfind('"');
  if (last == std::string_view::npos) return false;
  Cursor end(text.substr(last + 1));
  if (!TakeClosingBrace(end)) return false;
  rest = end.rest();

  Cursor cursor(text);
  std::string_view name;
  if (!TakeLabelStart(cursor, name)) return false;
  const auto position = [&](const Cursor& at) { return text.size() - at.rest().size(); };
  std::size_t start = position(cursor);
  if (start > last) return false;
  for (std::size_t quote = text.find('"', start); quote != last;) {
    const std::string_view behind = text.substr(quote + 1);
    if (MightEnd(behind)) return false;
    Cursor next(behind);
    std::string_view next_name;
    if (!TakeNextLabelStart(next, next_name)) {
      quote = text.find('"', quote + 1);
      continue;
    }
    // The quote that would open the next value must not be one that could end this one.
    const std::size_t next_start = position(next);
    if (next_start > last || StartsNextLabel(next.rest()) || MightEnd(next.rest())) return false;
    if (labels.size() == kMostLabels) return false;
    labels.push_back({name, text.substr(start, quote - start)});
    name = next_name;
    start = next_start;
    quote = text.find('"', start);
  }
  if (labels.size() == kMostLabels) return false;
  labels.push_back({name, text.substr(start, last - start)});
  return !HasRepeatedName(labels);
}

bool HasRepeatedName(const std::vector<LabelView>& labels) {
  constexpr std::size_t kFew = 8;
  if (labels.size() <= kFew) {
    for (std::size_t i = 1; i < labels.size(); ++i) {
      for (std::size_t k = 0; k < i; ++k) {
        if (labels[i].name == labels[k].name) return true;
      }
    }
    return false;
  }
  std::vector<std::string_view> names;
  names.reserve(labels.size());
  for (const LabelView& label : labels) names.push_back(label.name);
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) != names.end();
}

}  // namespace agent::exposition
