#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace agent::config {

// A character that came into the file by copying, and that nobody sees or that looks like another.
struct StrayCharacter {
  std::size_t offset = 0;  // in the text, in bytes
  char32_t code_point = 0;
  // The character joins letters or chooses how a sign is drawn, as in Persian or in a family emoji,
  // so the writer may want it.
  bool may_be_meant = false;
};

// The first stray character of `text`. These are stray: a character that nobody sees
// (base::IsUnseen), but not the control characters of ASCII; a blank at the front or the end; a
// typographic quotation mark at the front. One that is surely a fault comes before one that may be
// meant.
[[nodiscard]] std::optional<StrayCharacter> FindStrayCharacter(std::string_view text);

// "U+00A0, a no-break space".
[[nodiscard]] std::string NameCharacter(char32_t code_point);

// What to do about it: "type a plain space in its place".
[[nodiscard]] std::string Remedy(char32_t code_point);

[[nodiscard]] bool LooksLikeSpace(char32_t code_point);

// Whether `text` begins with a dash that a text processor writes in place of a plain -.
[[nodiscard]] bool BeginsWithDash(std::string_view text);

// Whether nobody sees the character, or a text processor may have put it in the place of one of
// YAML's signs, as a dash in the place of "-".
[[nodiscard]] bool LooksLikeYaml(char32_t code_point);

// " (it holds U+FF15, …: type it anew)" for the first character of `text` that is not ASCII, for a
// value that is made of ASCII alone; empty where there is none.
[[nodiscard]] std::string NameForeignCharacter(std::string_view text);

}  // namespace agent::config
