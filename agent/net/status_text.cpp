#include "agent/net/status_text.hpp"

#include "agent/net/reply_words.hpp"

namespace agent::net {

std::string StatusCause(const HttpReply& reply, std::string_view meaning) {
  return "HTTP " + std::to_string(reply.status) + ": " + std::string(meaning);
}

std::string StatusDetail(std::string_view url, const HttpReply& reply, std::string_view meaning) {
  std::string detail = std::string(url) + ": " + StatusCause(reply, meaning);
  if (!reply.proxy.empty()) detail += " (unless it is the proxy " + reply.proxy + " that answers)";
  const std::string words = ReplyWords(reply);
  if (!words.empty()) detail += (detail.ends_with('?') ? " It says: " : ": it says: ") + words;
  return detail;
}

}  // namespace agent::net
