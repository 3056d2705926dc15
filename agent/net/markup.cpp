#include "agent/net/markup.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "agent/base/text.hpp"

namespace agent::net {
namespace {

// Elements whose content nobody reads.
constexpr std::string_view kUnread[] = {"script", "style", "svg", "template"};

constexpr std::pair<std::string_view, char> kEntities[] = {
    {"&lt;", '<'},  {"&gt;", '>'},   {"&amp;", '&'},   {"&quot;", '"'},
    {"&#34;", '"'}, {"&#39;", '\''}, {"&apos;", '\''}, {"&nbsp;", ' '},
};

bool BeginsTag(std::string_view text) {
  return text.size() > 1 && text[0] == '<' &&
         (base::IsLetter(text[1]) || text[1] == '/' || text[1] == '!' || text[1] == '?');
}

// The name of the tag at the front of `text`, in lower case: "title", "/title", "!doctype".
std::string TagName(std::string_view text) {
  const std::size_t end = text.find_first_of(" \t\r\n>", 1);
  return base::ToLowerAscii(text.substr(1, end == std::string_view::npos ? end : end - 1));
}

// Removes everything up to and including `end`; all where it is missing.
void SkipPast(std::string_view& text, std::string_view end) {
  const std::size_t at = text.find(end);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + end.size());
}

void SkipElement(std::string_view& text, const std::string& name) {
  const std::string end = "</" + name;
  while (!text.empty() && !base::EqualsIgnoreCase(text.substr(0, end.size()), end)) {
    text.remove_prefix(1);
  }
  SkipPast(text, ">");
}

// Removes the tag, comment or unread element at the front; returns the tag's name.
std::string SkipTag(std::string_view& text) {
  if (text.starts_with("<!--")) {
    SkipPast(text, "-->");
    return "";
  }
  std::string name = TagName(text);
  SkipPast(text, ">");
  if (std::ranges::find(kUnread, name) != std::end(kUnread)) SkipElement(text, name);
  return name;
}

char TakeCharacter(std::string_view& text) {
  for (const auto& [entity, character] : kEntities) {
    if (!text.starts_with(entity)) continue;
    text.remove_prefix(entity.size());
    return character;
  }
  const char character = text.front();
  text.remove_prefix(1);
  return character;
}

}  // namespace

bool IsMarkup(std::string_view text) { return BeginsTag(base::Trim(text)); }

std::string TextOfMarkup(std::string_view text) {
  std::string title;
  std::string body;
  bool in_title = false;
  while (!text.empty()) {
    if (BeginsTag(text)) {
      const std::string name = SkipTag(text);
      in_title = name == "title";
      body += ' ';
    } else {
      (in_title ? title : body) += TakeCharacter(text);
    }
  }
  const std::string heading(base::Trim(title));
  if (heading.empty() || body.find(heading) != std::string::npos) return body;
  return heading + ": " + body;
}

}  // namespace agent::net
