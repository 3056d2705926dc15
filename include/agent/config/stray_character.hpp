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
  // It joins letters, or chooses how a sign is drawn, as the writing of Persian or a family emoji
  // does: it may be meant.
  bool may_be_meant = false;
};

// The first character of `text` that nobody sees (base::IsUnseen, but for ASCII's control
// characters), or else a blank at one of its ends, or else a typographic quotation mark at its
// front. One that is surely a fault comes before one that may be meant.
[[nodiscard]] std::optional<StrayCharacter> FindStrayCharacter(std::string_view text);

// "U+00A0, a no-break space".
[[nodiscard]] std::string NameCharacter(char32_t code_point);

// What to do about it: "type a plain space in its place".
[[nodiscard]] std::string Remedy(char32_t code_point);

[[nodiscard]] bool LooksLikeSpace(char32_t code_point);

// Whether `text` begins with a dash of a text processor's, where a plain - is meant.
[[nodiscard]] bool BeginsWithDash(std::string_view text);

// Whether it may have taken the place of a sign of YAML's when a text processor "corrected" it, as
// a dash takes that of "-", or whether nobody sees it.
[[nodiscard]] bool LooksLikeYaml(char32_t code_point);

// " (it holds U+FF15, …: type it anew)" for the first character of `text` that is not ASCII, for a
// value that is made of ASCII alone; empty where there is none.
[[nodiscard]] std::string NameForeignCharacter(std::string_view text);

}  // namespace agent::config
