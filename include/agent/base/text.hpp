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

// At most so many bytes of foreign text are quoted in a message.
inline constexpr std::size_t kShownBytes = 200;

// Makes foreign text (a server's reply, a database's) fit for one line of a log or terminal. The
// result is valid UTF-8. ASCII control characters become spaces. Other characters that move or hide
// text become their code (see Visible). A text longer than `max_bytes` is cut and ends in "…".
[[nodiscard]] std::string OneLine(std::string_view text, std::size_t max_bytes);

// Letters and digits of ASCII, whatever the locale.
[[nodiscard]] constexpr bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
[[nodiscard]] constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Whether `c` is a control character of ASCII: below 0x20 (a tab and the line ends are among them),
// or DEL.
[[nodiscard]] bool IsControl(char c);

// As IsControl, but false for tabs and line ends.
[[nodiscard]] bool IsControlButSpace(char c);

// A token of RFC 9110 section 5.6.2: the name of a header field or of an authentication scheme.
[[nodiscard]] bool IsHttpToken(std::string_view text);

}  // namespace agent::base
