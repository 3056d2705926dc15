#include "agent/net/reply_words.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "agent/base/text.hpp"
#include "agent/base/utf8.hpp"
#include "agent/net/markup.hpp"

namespace agent::net {
namespace {

constexpr std::size_t kEndBytes = 250;        // of the head, and of the tail
constexpr std::size_t kMaxNoisePercent = 10;  // of the characters of what is text
constexpr std::size_t kFewNoise = 3;          // that no text is called binary for
constexpr std::size_t kMinHeadBytes = 16;     // of text before noise that is worth showing
constexpr char32_t kBroken = 0xFFFD;

bool IsNoise(char32_t code_point) {
  constexpr char32_t kFirstPrinted = 0x20;
  return code_point == kBroken ||
         (code_point < kFirstPrinted && base::IsControlButSpace(static_cast<char>(code_point)));
}

// How many bytes at the front are text, where the whole is not; all where it is.
std::size_t TextBytes(std::string_view text) {
  std::size_t clean = text.size();
  std::size_t characters = 0;
  std::size_t noise = 0;
  for (std::string_view rest = text; !rest.empty(); ++characters) {
    const std::size_t at = text.size() - rest.size();
    if (!IsNoise(base::TakeCodePoint(rest))) continue;
    if (noise++ == 0) clean = at;
  }
  const bool is_binary = noise > kFewNoise && noise * 100 > characters * kMaxNoisePercent;
  return is_binary ? clean : text.size();
}

std::string WithoutRunsOfSpaces(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' || (!out.empty() && out.back() != ' ')) out += c;
  }
  return out;
}

std::string HeadAndTail(const std::string& line) {
  if (line.size() <= 2 * kEndBytes) return line;
  return std::string(base::HeadAtCharacter(line, kEndBytes)) + " … " +
         std::string(base::TailAtCharacter(line, kEndBytes));
}

std::string Line(const std::string& text) {
  return HeadAndTail(WithoutRunsOfSpaces(base::OneLine(text, std::string::npos)));
}

}  // namespace

std::string ReplyWords(const HttpReply& reply) {
  const std::size_t text_bytes = TextBytes(reply.body);
  const bool has_text = text_bytes == reply.body.size() || text_bytes >= kMinHeadBytes;
  const std::size_t received = std::max(reply.body.size(), reply.body_bytes);
  std::string noise =
      std::to_string(received - (has_text ? text_bytes : 0)) + " bytes of binary data";
  if (!has_text) return noise;
  std::string text = reply.mask.Apply(std::string_view(reply.body).substr(0, text_bytes));
  // Masked once more: a secret may have been written with entities.
  if (IsMarkup(text)) text = reply.mask.Apply(TextOfMarkup(text));
  const std::string words = Line(text);
  return text_bytes == reply.body.size() ? words : words + " (and " + noise + ")";
}

}  // namespace agent::net
