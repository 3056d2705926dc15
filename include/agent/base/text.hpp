#pragma once

#include <string>
#include <string_view>

namespace agent::base {

// ASCII case folding; bytes above 0x7F stay as they are, whatever the locale.
[[nodiscard]] std::string ToLowerAscii(std::string_view text);
[[nodiscard]] bool EqualsIgnoreCase(std::string_view a, std::string_view b);

// `text` without spaces, tabs and line ends at either end.
[[nodiscard]] std::string_view Trim(std::string_view text);

// Whether `c` is a control character of ASCII, line ends among them.
[[nodiscard]] bool IsControl(char c);
[[nodiscard]] bool HasControlCharacter(std::string_view text);

// Without the mark that some editors put at the front of UTF-8.
[[nodiscard]] std::string_view WithoutByteOrderMark(std::string_view text);

// Makes text from elsewhere (a server's reply, a database) fit for one line of a log or terminal:
// valid UTF-8, control characters of ASCII as spaces, whatever else moves or hides text as its code
// (see Visible), at most `max_bytes` and then "…".
[[nodiscard]] std::string OneLine(std::string_view text, std::size_t max_bytes);

// At most the first `max_bytes` of valid UTF-8, without a part of a character.
[[nodiscard]] std::string CutAtCharacter(std::string_view text, std::size_t max_bytes);

}  // namespace agent::base
