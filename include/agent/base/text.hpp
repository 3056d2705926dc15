#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace agent::base {

// ASCII case folding; bytes above 0x7F stay as they are, whatever the locale.
[[nodiscard]] std::string ToLowerAscii(std::string_view text);
[[nodiscard]] bool EqualsIgnoreCase(std::string_view a, std::string_view b);

// `text` without spaces, tabs and line ends at either end.
[[nodiscard]] std::string_view Trim(std::string_view text);

// How much of others' text is shown within a sentence.
inline constexpr std::size_t kShownBytes = 200;

// Makes text from elsewhere (a server's reply, a database) fit for one line of a log or terminal.
// It becomes valid UTF-8. Control characters of ASCII become spaces, and whatever else moves or
// hides text its code (see Visible). It is cut to `max_bytes`, and then ends in "…".
[[nodiscard]] std::string OneLine(std::string_view text, std::size_t max_bytes);

// Letters and digits of ASCII, whatever the locale.
[[nodiscard]] constexpr bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
[[nodiscard]] constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Whether `c` is a control character of ASCII: below 0x20 (a tab and the line ends are among them),
// or DEL.
[[nodiscard]] bool IsControl(char c);

// The same for a text in which tabs and line ends are no fault.
[[nodiscard]] bool IsControlButSpace(char c);

// A token of RFC 9110 section 5.6.2: the name of a header field or of an authentication scheme.
[[nodiscard]] bool IsHttpToken(std::string_view text);

}  // namespace agent::base
