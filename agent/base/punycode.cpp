#include "agent/base/punycode.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "agent/base/text.hpp"
#include "agent/base/utf8.hpp"

namespace agent::base {
namespace {

constexpr char32_t kFirstBeyondAscii = 0x80;

struct Range {
  char32_t first;
  char32_t last;
};

bool IsIn(char32_t c, const Range& range) { return c >= range.first && c <= range.last; }

// Characters that IDNA takes as they are, whatever version of Unicode it goes by.
bool NeedsNoMapping(char32_t c) {
  constexpr Range kRanges[] = {
      {0xDF, 0xF6},     {0xF8, 0xFF},      // ß à … ö, ø … ÿ
      {0x3AC, 0x3C1},   {0x3C3, 0x3CE},    // Greek
      {0x430, 0x45F},                      // Cyrillic
      {0x5D0, 0x5EA},                      // Hebrew
      {0x3041, 0x3096}, {0x30A1, 0x30FA},  // kana
      {0x4E00, 0x9FA5}, {0xAC00, 0xD7A3},  // Han, Hangul
  };
  return std::any_of(std::begin(kRanges), std::end(kRanges),
                     [c](const Range& range) { return IsIn(c, range); });
}

char32_t SmallLetter(char32_t c) {
  constexpr Range kLatin1{0xC0, 0xDE};
  constexpr Range kCyrillic{0x410, 0x42F};
  constexpr char32_t kTimes = 0xD7;
  constexpr char32_t kDistance = 0x20;
  const bool is_capital = (IsIn(c, kLatin1) && c != kTimes) || IsIn(c, kCyrillic);
  return is_capital ? c + kDistance : c;
}

// RFC 3492 section 6.1.
std::uint32_t Adapt(std::uint32_t delta, std::uint32_t points, bool is_first) {
  delta = is_first ? delta / 700 : delta / 2;
  delta += delta / points;
  std::uint32_t k = 0;
  for (; delta > (36 - 1) * 26 / 2; k += 36) delta /= 36 - 1;
  return k + 36 * delta / (delta + 38);
}

char Digit(std::uint32_t value) {
  return static_cast<char>(value < 26 ? 'a' + value : '0' + (value - 26));
}

void AppendNumber(std::string& out, std::uint32_t number, std::uint32_t bias) {
  for (std::uint32_t k = 36;; k += 36) {
    const std::uint32_t threshold = std::clamp<std::uint32_t>(k > bias ? k - bias : 0, 1, 26);
    if (number < threshold) break;
    out += Digit(threshold + (number - threshold) % (36 - threshold));
    number = (number - threshold) / (36 - threshold);
  }
  out += Digit(number);
}

// RFC 3492 section 6.3. A label of DNS has at most 63 bytes, so nothing overflows.
std::string Encode(const std::u32string& label) {
  std::string out;
  for (const char32_t c : label) {
    if (c < kFirstBeyondAscii) out += static_cast<char>(c);
  }
  const auto basic = static_cast<std::uint32_t>(out.size());
  if (basic > 0) out += '-';
  std::uint32_t handled = basic;
  std::uint32_t code = kFirstBeyondAscii;
  std::uint32_t delta = 0;
  std::uint32_t bias = 72;
  while (handled < label.size()) {
    std::uint32_t next = std::numeric_limits<std::uint32_t>::max();
    for (const char32_t c : label) {
      if (c >= code) next = std::min<std::uint32_t>(next, c);
    }
    delta += (next - code) * (handled + 1);
    code = next;
    for (const char32_t c : label) {
      if (c < code) ++delta;
      if (c != code) continue;
      AppendNumber(out, delta, bias);
      bias = Adapt(delta, handled + 1, handled == basic);
      delta = 0;
      ++handled;
    }
    ++delta;
    ++code;
  }
  return out;
}

std::optional<std::string> AsciiLabel(std::string_view label) {
  constexpr std::size_t kLongest = 63;  // RFC 1035 section 2.3.4
  if (label.size() > kLongest * 4) return std::nullopt;
  std::u32string points;
  bool is_ascii = true;
  while (!label.empty()) {
    const char32_t c = SmallLetter(TakeCodePoint(label));
    is_ascii &= c < kFirstBeyondAscii;
    if (c >= kFirstBeyondAscii && !NeedsNoMapping(c)) return std::nullopt;
    points += c;
  }
  if (is_ascii) return std::string(points.begin(), points.end());
  std::string ascii = "xn--" + Encode(points);
  if (ascii.size() > kLongest) return std::nullopt;
  return ascii;
}

}  // namespace

std::optional<std::string> AsciiHost(std::string_view host) {
  const std::string small = ToLowerAscii(host);
  std::string_view rest = small;
  std::string ascii;
  while (true) {
    const std::size_t dot = rest.find('.');
    const std::optional<std::string> label = AsciiLabel(rest.substr(0, dot));
    if (!label) return std::nullopt;
    ascii += *label;
    if (dot == std::string_view::npos) return ascii;
    ascii += '.';
    rest.remove_prefix(dot + 1);
  }
}

}  // namespace agent::base
