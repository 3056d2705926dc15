#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace agent::config {

// A character that is invisible or looks like another one. Such characters get into a file by
// copying from a page or a text processor.
struct StrayCharacter {
  std::size_t offset = 0;  // in the text, in bytes
  char32_t code_point = 0;
  // True for joiners and variation selectors, which Persian text and some emoji need.
  bool may_be_meant = false;
};

// The first stray character of `text`. A character that is surely a fault is preferred to one that
// may be meant. These are stray:
//
// - an unseen character (base::IsUnseen), except ASCII control characters
// - a blank at the front or the end
// - a typographic quotation mark at the front
[[nodiscard]] std::optional<StrayCharacter> FindStrayCharacter(std::string_view text);

// "U+00A0, a no-break space".
[[nodiscard]] std::string NameCharacter(char32_t code_point);

// What to do about a stray character: "type a plain space in its place".
[[nodiscard]] std::string Remedy(char32_t code_point);

[[nodiscard]] bool LooksLikeSpace(char32_t code_point);

// Whether `text` begins with a dash other than "-", as text processors write it.
[[nodiscard]] bool BeginsWithDash(std::string_view text);

// Whether the character is unseen, or may stand for one of YAML's own, as a typographic dash for
// "-".
[[nodiscard]] bool LooksLikeYaml(char32_t code_point);

// " (it holds U+FF15, …: type it anew)" for the first character of `text` that is not ASCII. Empty
// when there is none. For values that must be ASCII.
[[nodiscard]] std::string NameForeignCharacter(std::string_view text);

}  // namespace agent::config
