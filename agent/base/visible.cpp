#include "agent/base/visible.hpp"

#include <algorithm>
#include <cstdio>
#include <iterator>

#include "agent/base/utf8.hpp"

namespace agent::base {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

constexpr Range kUnseen[] = {
    {0x0000, 0x001F},   {0x007F, 0x00A0},   {0x00AD, 0x00AD},   {0x034F, 0x034F},
    {0x0600, 0x0605},   {0x061C, 0x061C},   {0x06DD, 0x06DD},   {0x070F, 0x070F},
    {0x0890, 0x0891},   {0x08E2, 0x08E2},   {0x115F, 0x1160},   {0x1680, 0x1680},
    {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x2000, 0x200F},   {0x2028, 0x202F},
    {0x205F, 0x206F},   {0x3000, 0x3000},   {0x3164, 0x3164},   {0xFE00, 0xFE0F},
    {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},   {0x110BD, 0x110BD},
    {0x110CD, 0x110CD}, {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},
    {0xE0000, 0xE0FFF},
};

std::string Hex(const char* format, char32_t code_point) {
  char text[16];
  std::snprintf(text, sizeof text, format, static_cast<unsigned>(code_point));
  return text;
}

}  // namespace

bool IsUnseen(char32_t code_point) {
  const Range* const range = std::ranges::lower_bound(kUnseen, code_point, {}, &Range::last);
  return range != std::end(kUnseen) && range->first <= code_point;
}

std::string CodePointName(char32_t code_point) { return Hex("U+%04X", code_point); }

std::string Visible(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::string_view rest = text;
    const char32_t code_point = TakeCodePoint(text);
    if (code_point == 0xFFFD) {
      out += "\xEF\xBF\xBD";
    } else if (IsUnseen(code_point)) {
      out += Hex(code_point <= 0xFFFF ? "\\u%04x" : "\\U%08x", code_point);
    } else {
      out += rest.substr(0, rest.size() - text.size());
    }
  }
  return out;
}

}  // namespace agent::base
