#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

// What every libFuzzer target defines. Not static, and called by libFuzzer or run_corpus.cpp.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace agent::fuzz {

// Ends the program, as a crash that the fuzzer reports, unless a property holds.
inline void Require(bool holds, std::string_view property) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(property.size()), property.data());
  std::abort();
}

inline std::string_view AsText(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Takes values off the front of the fuzzer's bytes; when they are used up, zeros and empty texts.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : rest_(AsText(data, size)) {}

  [[nodiscard]] bool empty() const { return rest_.empty(); }

  std::uint8_t Byte() {
    const std::string_view taken = Take(1);
    return taken.empty() ? 0 : static_cast<std::uint8_t>(taken[0]);
  }

  // One of 0 … limit - 1.
  std::size_t Below(std::size_t limit) { return Byte() % limit; }

  // Of up to 255 bytes: the first byte says how many.
  std::string Text() {
    const std::size_t length = Byte();
    return std::string(Take(length));
  }

  // Any bit pattern.
  double Double() {
    double value = 0;
    const std::string_view taken = Take(sizeof value);
    std::memcpy(&value, taken.data(), taken.size());
    return value;
  }

  std::string_view Rest() { return Take(rest_.size()); }

 private:
  std::string_view Take(std::size_t count) {
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  std::string_view rest_;
};

// Whether all of it is well-formed UTF-8 (RFC 3629). Decodes, and so has nothing in common with the
// table of byte ranges in base/utf8.cpp.
inline bool IsWellFormedUtf8(std::string_view text) {
  constexpr std::uint32_t kSmallest[] = {0, 0x80, 0x800, 0x10000};  // by continuation bytes
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<std::uint8_t>(text[i++]);
    if (lead < 0x80) continue;
    std::size_t more = 0;
    while (more < 5 && (lead << more & 0x40)) ++more;
    if (more < 1 || more > 3 || text.size() - i < more) return false;
    std::uint32_t code_point = lead & (0x3FU >> more);
    for (std::size_t k = 0; k < more; ++k, ++i) {
      const auto byte = static_cast<std::uint8_t>(text[i]);
      if ((byte & 0xC0) != 0x80) return false;
      code_point = code_point << 6 | (byte & 0x3FU);
    }
    const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    if (code_point < kSmallest[more] || surrogate || code_point > 0x10FFFF) return false;
  }
  return true;
}

}  // namespace agent::fuzz
