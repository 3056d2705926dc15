#pragma once

#include <string>
#include <string_view>

namespace agent::base {

// ASCII case folding; bytes above 0x7F stay as they are, whatever the locale.
[[nodiscard]] std::string ToLowerAscii(std::string_view text);
[[nodiscard]] bool EqualsIgnoreCase(std::string_view a, std::string_view b);

// `text` without spaces, tabs and line ends at either end.
[[nodiscard]] std::string_view Trim(std::string_view text);

// Makes text from elsewhere (a server's reply, a database) fit for one line of a log or terminal:
// valid UTF-8, control characters of ASCII as spaces, whatever else moves or hides text as its code
// (see Visible), at most `max_bytes` and then "…".
[[nodiscard]] std::string OneLine(std::string_view text, std::size_t max_bytes);

// Whether `c` is a control character of ASCII: below 0x20 (a tab and the line ends are among them),
// or DEL.
[[nodiscard]] bool IsControl(char c);

// The same for a text in which tabs and line ends are no fault.
[[nodiscard]] bool IsControlButSpace(char c);

// A token of RFC 9110 section 5.6.2: the name of a header field or of an authentication scheme.
[[nodiscard]] bool IsHttpToken(std::string_view text);

// At most the first `max_bytes` of valid UTF-8, without a part of a character.
[[nodiscard]] std::string CutAtCharacter(std::string_view text, std::size_t max_bytes);

}  // namespace agent::base
