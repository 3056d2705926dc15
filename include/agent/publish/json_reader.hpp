#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace agent::publish {

// A JSON string.
struct JsonText {
  std::string text;  // UTF-8 if the reply is
  // Whether it had U+FFFD as the escape \ufffd. Go's encoder writes that escape in place of bytes
  // that are not UTF-8. A real U+FFFD it writes as itself.
  bool holds_replacement = false;
  bool is_cut = false;  // it was longer than kLongestString
};

// The callbacks of a JsonReader. Each returns false to stop the reader.
class JsonEvents {
 public:
  virtual ~JsonEvents() = default;
  virtual bool OnKey(JsonText text) = 0;
  virtual bool OnString(JsonText text) = 0;
  virtual bool OnBegin(char bracket) = 0;  // '{' or '['
  virtual bool OnEnd() = 0;                // of the innermost that is open
};

// Reads a JSON text (RFC 8259) piece by piece, as it comes from a connection. Keeps at most one
// string of it. Numbers, true, false and null have no callback, and only their characters are
// checked. Use from one thread.
//
// No library in Debian does this. nlohmann's sax_parse pulls its input, so a reply that comes by
// callbacks would have to be kept whole. It does not limit a string's length. It decodes escapes,
// so \ufffd and the character itself look alike.
class JsonReader {
 public:
  static constexpr std::size_t kLongestString = 2 << 20;  // bytes; what follows is left out

  explicit JsonReader(JsonEvents& events) : events_(events) {}

  // Returns false when the text is not JSON, or a callback returned false. All later calls return
  // false too.
  [[nodiscard]] bool Take(std::string_view piece);

  // Whether the text was complete. Call it after the last piece.
  [[nodiscard]] bool End();

  // How many bytes were taken. After a failure: the offset of the fault.
  [[nodiscard]] std::size_t position() const { return position_; }

 private:
  enum class Expects { kValue, kValueOrEnd, kKey, kKeyOrEnd, kColon, kCommaOrEnd, kNothing };

  bool TakeOne(char c);
  bool TakeInString(char c);
  bool TakeEscape(char c);
  bool EndEscape(char c);
  bool TakeHexDigit(char c);
  bool TakeInLiteral(char c);
  bool BeginValue(char c);
  bool BeginString(bool is_key);
  bool EndString();
  bool EndLiteral();
  bool Close(char bracket);
  void EndValue();
  void Append(std::string_view bytes);
  void AppendCodePoint(char32_t code_point);

  JsonEvents& events_;
  std::string open_;  // the open brackets, outermost first
  Expects expects_ = Expects::kValue;
  bool in_string_ = false;
  bool is_key_ = false;
  bool is_escape_ = false;
  int hex_digits_left_ = 0;
  char32_t code_point_ = 0;
  char32_t high_surrogate_ = 0;  // the first half of a pair; 0: none
  JsonText string_;
  std::string literal_;
  std::size_t position_ = 0;
  bool failed_ = false;
};

}  // namespace agent::publish
