#include "agent/config/stray_character.hpp"

#include <algorithm>
#include <iterator>

#include "agent/base/utf8.hpp"
#include "agent/base/visible.hpp"

namespace agent::config {
namespace {

enum class Look { kSpace, kNothing, kLineEnd, kDoubleQuote, kSingleQuote, kDash, kColon, kOther };

struct Known {
  char32_t code_point;
  Look look;
  const char* name;
};

constexpr Known kKnown[] = {
    {0x0009, Look::kSpace, "a tab"},
    {0x0020, Look::kSpace, "a space"},
    {0x0085, Look::kLineEnd, "a next-line character"},
    {0x00A0, Look::kSpace, "a no-break space"},
    {0x00AD, Look::kNothing, "a soft hyphen"},
    {0x061C, Look::kNothing, "an Arabic letter mark"},
    {0x1680, Look::kSpace, "an Ogham space"},
    {0x180E, Look::kNothing, "a Mongolian vowel separator"},
    {0x2000, Look::kSpace, "an en quad"},
    {0x2001, Look::kSpace, "an em quad"},
    {0x2002, Look::kSpace, "an en space"},
    {0x2003, Look::kSpace, "an em space"},
    {0x2004, Look::kSpace, "a third of an em space"},
    {0x2005, Look::kSpace, "a quarter of an em space"},
    {0x2006, Look::kSpace, "a sixth of an em space"},
    {0x2007, Look::kSpace, "a figure space"},
    {0x2008, Look::kSpace, "a punctuation space"},
    {0x2009, Look::kSpace, "a thin space"},
    {0x200A, Look::kSpace, "a hair space"},
    {0x200B, Look::kNothing, "a zero-width space"},
    {0x200C, Look::kNothing, "a zero-width non-joiner"},
    {0x200D, Look::kNothing, "a zero-width joiner"},
    {0x200E, Look::kNothing, "a left-to-right mark"},
    {0x200F, Look::kNothing, "a right-to-left mark"},
    {0x2010, Look::kDash, "a typographic hyphen"},
    {0x2011, Look::kDash, "a no-break hyphen"},
    {0x2012, Look::kDash, "a figure dash"},
    {0x2013, Look::kDash, "an en dash"},
    {0x2014, Look::kDash, "an em dash"},
    {0x2015, Look::kDash, "a horizontal bar"},
    {0x2018, Look::kSingleQuote, "a curly quotation mark"},
    {0x2019, Look::kSingleQuote, "a curly quotation mark"},
    {0x201A, Look::kSingleQuote, "a low quotation mark"},
    {0x201B, Look::kSingleQuote, "a curly quotation mark"},
    {0x201C, Look::kDoubleQuote, "a curly quotation mark"},
    {0x201D, Look::kDoubleQuote, "a curly quotation mark"},
    {0x201E, Look::kDoubleQuote, "a low quotation mark"},
    {0x201F, Look::kDoubleQuote, "a curly quotation mark"},
    {0x2028, Look::kLineEnd, "a line separator"},
    {0x2029, Look::kLineEnd, "a paragraph separator"},
    {0x202A, Look::kNothing, "a left-to-right embedding"},
    {0x202B, Look::kNothing, "a right-to-left embedding"},
    {0x202C, Look::kNothing, "the end of a change of direction"},
    {0x202D, Look::kNothing, "a left-to-right override"},
    {0x202E, Look::kNothing, "a right-to-left override"},
    {0x202F, Look::kSpace, "a narrow no-break space"},
    {0x205F, Look::kSpace, "a mathematical space"},
    {0x2060, Look::kNothing, "a word joiner"},
    {0x2066, Look::kNothing, "a left-to-right isolate"},
    {0x2067, Look::kNothing, "a right-to-left isolate"},
    {0x2068, Look::kNothing, "a direction isolate"},
    {0x2069, Look::kNothing, "the end of an isolate"},
    {0x2212, Look::kDash, "a minus sign"},
    {0x3000, Look::kSpace, "an ideographic space"},
    {0x3164, Look::kNothing, "a Hangul filler"},
    {0xFEFF, Look::kNothing, "a byte order mark"},
    {0xFF0D, Look::kDash, "a full-width hyphen"},
    {0xFF1A, Look::kColon, "a full-width colon"},
};

const Known* FindKnown(char32_t code_point) {
  const Known* const found = std::ranges::lower_bound(kKnown, code_point, {}, &Known::code_point);
  return found != std::end(kKnown) && found->code_point == code_point ? found : nullptr;
}

Look LookOf(char32_t code_point) {
  if (const Known* const known = FindKnown(code_point)) return known->look;
  return base::IsUnseen(code_point) ? Look::kNothing : Look::kOther;
}

bool JoinsOrChoosesForm(char32_t code_point) {
  return code_point == 0x200C || code_point == 0x200D ||
         (code_point >= 0xFE00 && code_point <= 0xFE0F) ||
         (code_point >= 0xE0020 && code_point <= 0xE01EF);  // flags of regions, rare characters
}

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

std::optional<StrayCharacter> FindUnseen(std::string_view text) {
  std::optional<StrayCharacter> meant;
  char32_t before = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t offset = text.size() - rest.size();
    const char32_t code_point = base::TakeCodePoint(rest);
    if (code_point > 0x7F && base::IsUnseen(code_point)) {
      const bool may_be_meant = JoinsOrChoosesForm(code_point) && before > 0x7F;
      if (!may_be_meant) return StrayCharacter{offset, code_point, false};
      if (!meant) meant = StrayCharacter{offset, code_point, true};
    }
    before = code_point;
  }
  return meant;
}

}  // namespace

std::optional<StrayCharacter> FindStrayCharacter(std::string_view text) {
  const std::optional<StrayCharacter> unseen = FindUnseen(text);
  if (text.empty() || (unseen && !unseen->may_be_meant)) return unseen;
  const auto at = [text](std::size_t offset) {
    return StrayCharacter{offset, static_cast<char32_t>(text[offset]), false};
  };
  if (IsBlank(text.front())) return at(0);
  if (IsBlank(text.back())) return at(text.size() - 1);
  std::string_view rest = text;
  const char32_t first = base::TakeCodePoint(rest);
  const Look look = LookOf(first);
  if (look == Look::kDoubleQuote || look == Look::kSingleQuote) {
    return StrayCharacter{0, first, false};
  }
  return unseen;
}

std::string NameCharacter(char32_t code_point) {
  const Known* const known = FindKnown(code_point);
  std::string name = base::CodePointName(code_point);
  if (known != nullptr) return name + ", " + known->name;
  return base::IsUnseen(code_point) ? name + ", which nobody sees" : name;
}

std::string Remedy(char32_t code_point) {
  switch (LookOf(code_point)) {
    case Look::kSpace:
      return "type a plain space in its place";
    case Look::kNothing:
      return "delete it";
    case Look::kLineEnd:
      return "put a plain end of line in its place";
    case Look::kDoubleQuote:
      return "type a plain \" in its place";
    case Look::kSingleQuote:
      return "type a plain ' in its place";
    case Look::kDash:
      return "type a plain - in its place";
    case Look::kColon:
      return "type a plain : in its place";
    case Look::kOther:
      break;
  }
  return "type it anew";
}

bool LooksLikeSpace(char32_t code_point) { return LookOf(code_point) == Look::kSpace; }

bool BeginsWithDash(std::string_view text) {
  return !text.empty() && LookOf(base::TakeCodePoint(text)) == Look::kDash;
}

bool LooksLikeYaml(char32_t code_point) {
  return code_point > 0x7F && LookOf(code_point) != Look::kOther;
}

std::string NameForeignCharacter(std::string_view text) {
  while (!text.empty()) {
    const char32_t code_point = base::TakeCodePoint(text);
    if (code_point > 0x7F) {
      return " (it holds " + NameCharacter(code_point) + ": " + Remedy(code_point) + ")";
    }
  }
  return {};
}

}  // namespace agent::config
