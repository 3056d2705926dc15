#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace agent::base {

// `text` with everything that is not well-formed UTF-8 replaced by U+FFFD. Overlong forms,
// surrogates and code points above U+10FFFF are not well-formed (RFC 3629). Each maximal broken
// part becomes one U+FFFD, as the Unicode standard recommends. NUL is replaced too, because
// Prometheus' own parser takes it for the end of the text.
[[nodiscard]] std::string SanitizeUtf8(std::string_view text);

// Whether SanitizeUtf8 would return `text` unchanged.
[[nodiscard]] bool IsCleanUtf8(std::string_view text);

// Removes the first character of `text`, which is not empty, and returns its code point; U+FFFD for
// a part that SanitizeUtf8 would replace.
[[nodiscard]] char32_t TakeCodePoint(std::string_view& text);

// At most `max_bytes` of the beginning or the end of `text`, cut between two characters. Text that
// is not UTF-8 may lose up to three more bytes.
[[nodiscard]] std::string_view HeadAtCharacter(std::string_view text, std::size_t max_bytes);
[[nodiscard]] std::string_view TailAtCharacter(std::string_view text, std::size_t max_bytes);

// `text` without the byte order mark that Windows' editors write before it.
[[nodiscard]] std::string_view WithoutByteOrderMark(std::string_view text);

}  // namespace agent::base
