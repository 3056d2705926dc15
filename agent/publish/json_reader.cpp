#include "agent/publish/json_reader.hpp"

#include <algorithm>
#include <utility>

namespace agent::publish {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool IsLiteralCharacter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '+' || c == '.' ||
         c == 'E';
}

bool IsLiteral(const std::string& text) {
  if (text == "true" || text == "false" || text == "null") return true;
  const std::string_view digits = std::string_view(text).substr(text[0] == '-' ? 1 : 0);
  return !digits.empty() && digits[0] >= '0' && digits[0] <= '9' &&
         digits.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
}

bool IsHighSurrogate(char32_t c) { return c >= 0xD800 && c <= 0xDBFF; }
bool IsLowSurrogate(char32_t c) { return c >= 0xDC00 && c <= 0xDFFF; }

}  // namespace

bool JsonReader::Take(std::string_view piece) {
  for (std::size_t i = 0; i < piece.size() && !failed_;) {
    // The inside of a string, which is nearly all of a reply, in one go.
    if (in_string_ && !is_escape_ && hex_digits_left_ == 0 && high_surrogate_ == 0) {
      const auto* const begin = piece.data() + i;
      const auto* const end = std::find_if(begin, piece.data() + piece.size(), [](char c) {
        return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
      });
      Append(std::string_view(begin, static_cast<std::size_t>(end - begin)));
      position_ += static_cast<std::size_t>(end - begin);
      i += static_cast<std::size_t>(end - begin);
      if (i == piece.size()) break;
    }
    failed_ = !TakeOne(piece[i]);
    if (failed_) break;
    ++i;
    ++position_;
  }
  return !failed_;
}

bool JsonReader::End() {
  if (!failed_ && !literal_.empty()) failed_ = !EndLiteral();
  return !failed_ && expects_ == Expects::kNothing;
}

bool JsonReader::TakeOne(char c) {
  if (in_string_) return TakeInString(c);
  if (!literal_.empty()) {
    if (IsLiteralCharacter(c)) return TakeInLiteral(c);
    if (!EndLiteral()) return false;
  }
  if (IsSpace(c)) return true;
  switch (expects_) {
    case Expects::kValueOrEnd:
      if (c == ']') return Close('[');
      return BeginValue(c);
    case Expects::kValue:
      return BeginValue(c);
    case Expects::kKeyOrEnd:
      if (c == '}') return Close('{');
      return c == '"' && BeginString(true);
    case Expects::kKey:
      return c == '"' && BeginString(true);
    case Expects::kColon:
      expects_ = Expects::kValue;
      return c == ':';
    case Expects::kCommaOrEnd:
      if (c == ',') {
        expects_ = open_.back() == '{' ? Expects::kKey : Expects::kValue;
        return true;
      }
      return (c == '}' && Close('{')) || (c == ']' && Close('['));
    case Expects::kNothing:
      break;
  }
  return false;
}

bool JsonReader::BeginValue(char c) {
  if (c == '"') return BeginString(false);
  if (c == '{' || c == '[') {
    open_ += c;
    expects_ = c == '{' ? Expects::kKeyOrEnd : Expects::kValueOrEnd;
    return events_.OnBegin(c);
  }
  return IsLiteralCharacter(c) && TakeInLiteral(c);
}

bool JsonReader::Close(char bracket) {
  if (open_.empty() || open_.back() != bracket) return false;
  open_.pop_back();
  EndValue();
  return events_.OnEnd();
}

void JsonReader::EndValue() { expects_ = open_.empty() ? Expects::kNothing : Expects::kCommaOrEnd; }

bool JsonReader::TakeInLiteral(char c) {
  constexpr std::size_t kLongest = 400;  // of a number in full, 1e308 and more
  literal_ += c;
  return literal_.size() <= kLongest;
}

bool JsonReader::EndLiteral() {
  const bool is_literal = IsLiteral(literal_);
  literal_.clear();
  EndValue();
  return is_literal;
}

bool JsonReader::BeginString(bool is_key) {
  in_string_ = true;
  is_key_ = is_key;
  string_ = JsonText();
  return true;
}

bool JsonReader::EndString() {
  in_string_ = false;
  if (is_key_) {
    expects_ = Expects::kColon;
    return events_.OnKey(std::exchange(string_, {}));
  }
  EndValue();
  return events_.OnString(std::exchange(string_, {}));
}

bool JsonReader::TakeInString(char c) {
  if (is_escape_) return TakeEscape(c);
  if (hex_digits_left_ > 0) return TakeHexDigit(c);
  if (c == '\\') {
    is_escape_ = true;
    return true;
  }
  if (high_surrogate_ != 0) {
    high_surrogate_ = 0;
    AppendCodePoint(kReplacement);
  }
  if (c == '"') return EndString();
  if (static_cast<unsigned char>(c) < 0x20) return false;
  Append(std::string_view(&c, 1));
  return true;
}

bool JsonReader::TakeEscape(char c) {
  is_escape_ = false;
  if (c == 'u') {
    hex_digits_left_ = 4;
    code_point_ = 0;
    return true;
  }
  if (high_surrogate_ != 0) {
    high_surrogate_ = 0;
    AppendCodePoint(kReplacement);
  }
  return EndEscape(c);
}

bool JsonReader::EndEscape(char c) {
  constexpr std::string_view kNames = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  const std::size_t index = kNames.find(c);
  if (index == std::string_view::npos) return false;
  Append(kMeanings.substr(index, 1));
  return true;
}

bool JsonReader::TakeHexDigit(char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const std::size_t digit = kDigits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c);
  if (digit == std::string_view::npos) return false;
  code_point_ = code_point_ * 16 + static_cast<char32_t>(digit);
  if (--hex_digits_left_ > 0) return true;
  const char32_t high = std::exchange(high_surrogate_, 0);
  if (high != 0 && IsLowSurrogate(code_point_)) {
    AppendCodePoint(0x10000 + ((high - 0xD800) << 10) + (code_point_ - 0xDC00));
    return true;
  }
  if (high != 0) AppendCodePoint(kReplacement);
  if (IsHighSurrogate(code_point_)) {
    high_surrogate_ = code_point_;
  } else {
    AppendCodePoint(IsLowSurrogate(code_point_) ? kReplacement : code_point_);
  }
  return true;
}

void JsonReader::Append(std::string_view bytes) {
  const std::size_t room = kLongestString - string_.text.size();
  string_.is_cut |= bytes.size() > room;
  string_.text += bytes.substr(0, room);
}

// Comes from an escape alone.
void JsonReader::AppendCodePoint(char32_t c) {
  string_.holds_replacement |= c == kReplacement;
  const auto byte = [](char32_t bits) { return static_cast<char>(bits); };
  const auto tail = [&](int shift) { return byte(0x80 | ((c >> shift) & 0x3F)); };
  std::string bytes;
  if (c < 0x80) {
    bytes = {byte(c)};
  } else if (c < 0x800) {
    bytes = {byte(0xC0 | (c >> 6)), tail(0)};
  } else if (c < 0x10000) {
    bytes = {byte(0xE0 | (c >> 12)), tail(6), tail(0)};
  } else {
    bytes = {byte(0xF0 | (c >> 18)), tail(12), tail(6), tail(0)};
  }
  Append(bytes);
}

}  // namespace agent::publish
