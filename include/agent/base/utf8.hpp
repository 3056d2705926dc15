#pragma once

#include <string>
#include <string_view>

namespace agent::base {

// `text` with every byte that is not part of a well-formed UTF-8 sequence (RFC 3629: no overlong
// forms, no surrogates, nothing above U+10FFFF) replaced by U+FFFD, one for each maximal broken
// part as the Unicode standard recommends. NUL is replaced too: Prometheus' own parser takes a
// NUL byte for the end of the text.
[[nodiscard]] std::string SanitizeUtf8(std::string_view text);

// Whether SanitizeUtf8 would return `text` unchanged.
[[nodiscard]] bool IsCleanUtf8(std::string_view text);

// Removes the first character of `text`, which is not empty, and returns its code point; U+FFFD for
// a part that SanitizeUtf8 would replace.
[[nodiscard]] char32_t TakeCodePoint(std::string_view& text);

// `text` without the byte order mark that Windows' editors write before it.
[[nodiscard]] std::string_view WithoutByteOrderMark(std::string_view text);

}  // namespace agent::base
