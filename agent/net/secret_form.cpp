#include "agent/net/secret_form.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "agent/base/base64.hpp"
#include "agent/base/utf8.hpp"

namespace agent::net {
namespace {

// Shorter than this, the end of a text is more likely to be something else.
constexpr std::size_t kShortestCut = 5;
constexpr std::size_t kShortestBase64 = 8;

// What stands at the front of a text for one character of the secret.
struct Step {
  std::size_t text_bytes = 0;    // 0: something else
  std::size_t secret_bytes = 0;  // one, or the whole of a character of several
};

std::optional<std::uint32_t> Number(std::string_view digits, int base) {
  std::uint32_t number = 0;
  const char* const end = digits.data() + digits.size();
  const auto result = std::from_chars(digits.data(), end, number, base);
  if (digits.empty() || result.ec != std::errc{} || result.ptr != end) return std::nullopt;
  return number;
}

std::optional<std::uint32_t> Hex(std::string_view text, std::size_t at, std::size_t digits) {
  return text.size() < at + digits ? std::nullopt : Number(text.substr(at, digits), 16);
}

std::uint8_t FirstByte(std::string_view text) { return static_cast<std::uint8_t>(text[0]); }

// How many bytes of the front of `secret` are the character with this code; 0: none.
std::size_t SizeOfCharacter(std::string_view secret, std::optional<std::uint32_t> code) {
  if (!code) return 0;
  std::string_view rest = secret;
  if (base::TakeCodePoint(rest) == *code) return secret.size() - rest.size();
  return FirstByte(secret) == *code ? 1 : 0;
}

// "%C3", and encoded again "%25C3".
Step PercentEncoded(std::string_view text, std::string_view secret) {
  std::size_t at = 1;
  while (true) {
    const std::optional<std::uint32_t> byte = Hex(text, at, 2);
    if (!byte) return {};
    if (*byte == FirstByte(secret)) return {at + 2, 1};
    if (*byte != '%') return {};
    at += 2;
  }
}

// "\"", "\x41", "A".
Step BackslashEscaped(std::string_view text, std::string_view secret) {
  if (text.size() < 2) return {};
  if (text[1] == secret[0]) return {2, 1};
  const std::size_t digits = text[1] == 'u' ? 4 : text[1] == 'x' ? 2 : 0;
  if (digits == 0) return {};
  const std::size_t size = SizeOfCharacter(secret, Hex(text, 2, digits));
  return size == 0 ? Step{} : Step{2 + digits, size};
}

// "&amp;", "&#38;", "&#x26;".
Step HtmlEscaped(std::string_view text, std::string_view secret) {
  constexpr std::size_t kLongest = 10;
  const std::size_t end = text.substr(0, kLongest).find(';');
  if (end == std::string_view::npos) return {};
  const std::string_view name = text.substr(1, end - 1);
  constexpr std::pair<std::string_view, char> kNames[] = {
      {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
  for (const auto& [known, c] : kNames) {
    if (name == known && secret[0] == c) return {end + 1, 1};
  }
  std::optional<std::uint32_t> code;
  if (name.starts_with("#x") || name.starts_with("#X")) {
    code = Number(name.substr(2), 16);
  } else if (name.starts_with('#')) {
    code = Number(name.substr(1), 10);
  }
  const std::size_t size = SizeOfCharacter(secret, code);
  return size == 0 ? Step{} : Step{end + 1, size};
}

// A byte above 0x7F that was taken for Latin-1 and written as UTF-8.
Step FromLatin1(std::string_view text, std::string_view secret) {
  std::string_view rest = text;
  if (FirstByte(secret) < 0x80 || base::TakeCodePoint(rest) != FirstByte(secret)) return {};
  return {text.size() - rest.size(), 1};
}

Step Encoded(std::string_view text, std::string_view secret) {
  switch (text[0]) {
    case '%':
      return PercentEncoded(text, secret);
    case '\\':
      return BackslashEscaped(text, secret);
    case '&':
      return HtmlEscaped(text, secret);
    case '+':
      return secret[0] == ' ' ? Step{1, 1} : Step{};
    default:
      return FromLatin1(text, secret);
  }
}

char InStandardAlphabet(char c) { return c == '-' ? '+' : c == '_' ? '/' : c; }

std::size_t CommonPrefix(std::string_view a, std::string_view b) {
  const auto [end, _] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return static_cast<std::size_t>(end - a.begin());
}

}  // namespace

SecretForm::SecretForm(std::string text, Kind kind) : text_(std::move(text)), kind_(kind) {}

std::size_t SecretForm::LengthAtFront(std::string_view text) const {
  const std::size_t common = CommonPrefix(text, text_);
  if (common == text_.size()) return common;
  if (common == text.size()) return common >= kShortestCut ? common : 0;
  // What is escaped comes first here: the literal reading was tried just now.
  std::size_t at = 0;
  std::size_t found = 0;
  while (found < text_.size() && at < text.size()) {
    const std::string_view rest = text.substr(at);
    Step step = Encoded(rest, std::string_view(text_).substr(found));
    const bool is_same = rest[0] == text_[found] ||
                         (kind_ == Kind::kBase64 && InStandardAlphabet(rest[0]) == text_[found]);
    if (step.text_bytes == 0 && is_same) step = {1, 1};
    if (step.text_bytes == 0) break;
    at += step.text_bytes;
    found += step.secret_bytes;
  }
  if (found == text_.size()) return at;
  // An escape that is cut is a part of the secret as well.
  constexpr std::size_t kLongestEscape = 10;
  const std::string_view rest = text.substr(at);
  const bool is_cut = rest.empty() || (rest.size() < kLongestEscape &&
                                       std::string_view("%\\&").find(rest[0]) != rest.npos);
  return found >= kShortestCut && is_cut ? text.size() : 0;
}

bool SecretForm::MayBeginWith(char c) const {
  if (c == text_[0] || c == '%' || c == '\\' || c == '&' || c == '+') return true;
  if (kind_ == Kind::kBase64) return InStandardAlphabet(c) == text_[0];
  return static_cast<std::uint8_t>(c) >= 0x80 && FirstByte(text_) >= 0x80;
}

std::vector<std::string> Base64Within(std::string_view secret) {
  // The first digits are in part of what comes before, the last one of what comes behind.
  constexpr std::size_t kSharedDigits[] = {0, 2, 3};
  std::vector<std::string> forms;
  for (std::size_t before = 0; before < 3; ++before) {
    std::string digits = base::Base64Encode(std::string(before, '\0') + std::string(secret));
    if (digits.ends_with('=')) digits.resize(digits.find('=') - 1);
    digits.erase(0, kSharedDigits[before]);
    if (digits.size() >= kShortestBase64) forms.push_back(std::move(digits));
  }
  return forms;
}

}  // namespace agent::net
