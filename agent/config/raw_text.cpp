#include "agent/config/raw_text.hpp"

#include <algorithm>

namespace agent::config {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

bool IsLetterOrDigit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

LineIndex::LineIndex(std::string_view text) : begins_{0}, end_(text.size()) {
  for (std::size_t at = text.find('\n'); at != kNone; at = text.find('\n', at + 1)) {
    begins_.push_back(at + 1);
  }
}

std::size_t LineIndex::OffsetOf(Place place) const {
  const auto line = static_cast<std::size_t>(std::max(place.line, 1) - 1);
  if (line >= begins_.size()) return end_;
  return std::min(begins_[line] + static_cast<std::size_t>(std::max(place.column, 1) - 1), end_);
}

std::size_t OffsetOf(std::string_view text, Place place) { return LineIndex(text).OffsetOf(place); }

Place PlaceOf(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t last_end = before.rfind('\n');
  const std::size_t begin = last_end == kNone ? 0 : last_end + 1;
  return {static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
          static_cast<int>(before.size() - begin) + 1};
}

std::string_view LineAround(std::string_view text, std::size_t offset) {
  const std::size_t last_end = text.substr(0, offset).rfind('\n');
  const std::size_t begin = last_end == kNone ? 0 : last_end + 1;
  return text.substr(begin, text.find('\n', begin) - begin);
}

std::size_t QuotedLength(std::string_view text, std::size_t offset) {
  const char quote = text[offset];
  for (std::size_t i = offset + 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      const bool is_doubled = quote == '\'' && text.substr(i + 1).starts_with(quote);
      if (!is_doubled) return i + 1 - offset;
      ++i;
    }
  }
  return kNone;
}

std::size_t FindGluedComment(std::string_view text, std::size_t offset, std::size_t length) {
  const std::size_t end = std::min(offset + length, text.size());
  const std::size_t mark = text.find_first_not_of(" \t", end);
  if (mark == kNone || mark == end || text[mark] != '#') return kNone;
  const std::string_view comment = text.substr(mark + 1);
  return !comment.empty() && IsLetterOrDigit(comment.front()) ? mark : kNone;
}

}  // namespace agent::config
