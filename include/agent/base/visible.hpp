#pragma once

#include <string>
#include <string_view>

namespace agent::base {

// Whether a character is invisible on a terminal or in a log, or changes the text around it. These
// are control characters (C0, DEL, C1), line and paragraph separators, marks that change the
// direction of text, characters without width, other kinds of space, tags and variation selectors.
// Source: the Unicode Character Database, general categories Cc, Cf, Zl, Zp and Zs without U+0020,
// and the property Default_Ignorable_Code_Point.
[[nodiscard]] bool IsUnseen(char32_t code_point);

// "U+00A0": the name of a code point, as people look it up.
[[nodiscard]] std::string CodePointName(char32_t code_point);

// Foreign text (a name, a reply, a folder) for a terminal, a log line or the status line. The
// result is valid UTF-8, with every unseen character written as its code: "\u202e" or, above
// U+FFFF, "\U000e0001". So no text can forge a line, colour a terminal or hide a part of itself.
[[nodiscard]] std::string Visible(std::string_view text);

}  // namespace agent::base
