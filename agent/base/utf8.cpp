#include "agent/base/utf8.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace agent::base {
namespace {

struct Sequence {
  std::size_t length;  // bytes that belong together, at least 1
  bool valid;
};

std::uint8_t ByteAt(std::string_view text, std::size_t index) {
  return static_cast<std::uint8_t>(text[index]);
}

// Reads the sequence at the front of `text`, which is not empty, by the table of well-formed byte
// sequences in the Unicode standard (table 3-7): only the second byte has a narrower range.
Sequence FirstSequence(std::string_view text) {
  const std::uint8_t lead = ByteAt(text, 0);
  if (lead == 0) return {1, false};
  if (lead < 0x80) return {1, true};

  std::size_t length = 0;
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return {1, false};
  }
  for (std::size_t i = 1; i < length; ++i) {
    if (i >= text.size() || ByteAt(text, i) < low || ByteAt(text, i) > high) return {i, false};
    low = 0x80;
    high = 0xBF;
  }
  return {length, true};
}

// The length of the ASCII without NUL at the front, in whole words: nearly all text is of that
// kind.
std::size_t PlainAsciiWords(std::string_view text) {
  constexpr std::uint64_t kLowBits = 0x0101010101010101U;
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  std::size_t length = 0;
  for (std::uint64_t word = 0; text.size() - length >= sizeof word; length += sizeof word) {
    std::memcpy(&word, text.data() + length, sizeof word);
    // Less one, a zero byte has its highest bit set, as has what is not ASCII.
    if (((word | (word - kLowBits)) & kHighBits) != 0) break;
  }
  return length;
}

}  // namespace

std::string SanitizeUtf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Sequence sequence = FirstSequence(text);
    out += sequence.valid ? text.substr(0, sequence.length) : "\xEF\xBF\xBD";
    text.remove_prefix(sequence.length);
  }
  return out;
}

bool IsCleanUtf8(std::string_view text) {
  while (!text.empty()) {
    text.remove_prefix(PlainAsciiWords(text));
    if (text.empty()) break;
    const Sequence sequence = FirstSequence(text);
    if (!sequence.valid) return false;
    text.remove_prefix(sequence.length);
  }
  return true;
}

char32_t TakeCodePoint(std::string_view& text) {
  const Sequence sequence = FirstSequence(text);
  const std::string_view bytes = text.substr(0, sequence.length);
  text.remove_prefix(sequence.length);
  if (!sequence.valid) return 0xFFFD;
  if (bytes.size() == 1) return ByteAt(bytes, 0);
  // A lead byte of n bytes has n ones and a zero before its own bits.
  char32_t code_point = ByteAt(bytes, 0) & (0x7FU >> bytes.size());
  for (std::size_t i = 1; i < bytes.size(); ++i) {
    code_point = (code_point << 6) | (ByteAt(bytes, i) & 0x3FU);
  }
  return code_point;
}

std::string_view WithoutByteOrderMark(std::string_view text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  return text;
}

}  // namespace agent::base
