#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace agent::publish {

// A JSON string as it came.
struct JsonText {
  std::string text;  // UTF-8 where the reply is
  // Whether U+FFFD came as the escape \ufffd. Go's encoder writes it so in the place of bytes that
  // are no UTF-8, and as itself where the text holds that character.
  bool holds_replacement = false;
  bool is_cut = false;  // longer than a JsonReader keeps
};

// What a JsonReader meets. Each function returns whether it shall go on.
class JsonEvents {
 public:
  virtual ~JsonEvents() = default;
  virtual bool OnKey(JsonText text) = 0;
  virtual bool OnString(JsonText text) = 0;
  virtual bool OnBegin(char bracket) = 0;  // '{' or '['
  virtual bool OnEnd() = 0;                // of the innermost that is open
};

// Reads a JSON text (RFC 8259) piece by piece, as it comes from a connection, and keeps no more of
// it than one string. Numbers, true, false and null are checked for their characters only, and not
// told. Use from one thread.
//
// No library of Debian's does this. nlohmann's sax_parse pulls its text, so that a reply that comes
// by a callback would have to be kept whole. It keeps a string however long it is. It gives strings
// without their escapes, so that \ufffd and the character itself look alike.
class JsonReader {
 public:
  static constexpr std::size_t kLongestString = 2 << 20;  // bytes; what follows is left out

  explicit JsonReader(JsonEvents& events) : events_(events) {}

  // False when the text is no JSON, or an event said not to go on; it takes nothing from then on.
  [[nodiscard]] bool Take(std::string_view piece);

  // Whether the text was complete; to be called after the last piece.
  [[nodiscard]] bool End();

  // Of what has been taken: where a text that is no JSON ceases to be.
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
  std::string open_;  // a bracket for each that is open
  Expects expects_ = Expects::kValue;
  bool in_string_ = false;
  bool is_key_ = false;
  bool is_escape_ = false;
  int hex_digits_left_ = 0;
  char32_t code_point_ = 0;
  char32_t high_surrogate_ = 0;  // waits for its other half; 0: none
  JsonText string_;
  std::string literal_;
  std::size_t position_ = 0;
  bool failed_ = false;
};

}  // namespace agent::publish
