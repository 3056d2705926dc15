#include "agent/exposition/cursor.hpp"

#include <array>
#include <cstdint>

namespace agent::exposition {
namespace {

constexpr std::uint8_t kDigit = 1;
constexpr std::uint8_t kLetter = 2;  // and the underscore
constexpr std::uint8_t kColon = 4;
constexpr std::uint8_t kBlank = 8;

constexpr std::array<std::uint8_t, 256> MakeClasses() {
  std::array<std::uint8_t, 256> classes{};
  for (int c = '0'; c <= '9'; ++c) classes[c] = kDigit;
  for (int c = 'a'; c <= 'z'; ++c) classes[c] = kLetter;
  for (int c = 'A'; c <= 'Z'; ++c) classes[c] = kLetter;
  classes['_'] = kLetter;
  classes[':'] = kColon;
  classes[' '] = classes['\t'] = kBlank;
  return classes;
}

constexpr std::array<std::uint8_t, 256> kClasses = MakeClasses();

bool IsOf(char c, std::uint8_t classes) {
  return (kClasses[static_cast<std::uint8_t>(c)] & classes) != 0;
}

// How many characters at the front are of these classes.
std::size_t Span(std::string_view text, std::uint8_t classes) {
  std::size_t length = 0;
  while (length < text.size() && IsOf(text[length], classes)) ++length;
  return length;
}

std::size_t NameLength(std::string_view text, std::uint8_t start_classes) {
  if (text.empty() || !IsOf(text[0], start_classes)) return 0;
  return Span(text, static_cast<std::uint8_t>(start_classes | kDigit));
}

}  // namespace

std::string_view Cursor::TakeMetricName() { return TakeFront(NameLength(rest_, kLetter | kColon)); }

std::string_view Cursor::TakeLabelName() { return TakeFront(NameLength(rest_, kLetter)); }

std::string_view Cursor::TakeToken() {
  std::size_t length = 0;
  while (length < rest_.size() && !IsOf(rest_[length], kBlank)) ++length;
  return TakeFront(length);
}

std::string_view Cursor::TakeFront(std::size_t count) {
  const std::string_view taken = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return taken;
}

}  // namespace agent::exposition
