#include "agent/config/explain_yaml.hpp"

#include <array>
#include <optional>
#include <utility>

#include "agent/base/text.hpp"
#include "agent/config/raw_text.hpp"
#include "agent/config/yaml_mistakes.hpp"

namespace agent::config {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

// What usually lies behind yaml-cpp's words.
constexpr std::array<std::pair<std::string_view, const char*>, 9> kHints{{
    {"illegal map value", "check the indentation, and put text that holds \": \" in quotes"},
    {"unknown token", "put text that begins with @, ` or % in quotes"},
    {"unknown escape character", "put text with backslashes in single quotes"},
    {"end of map not found", "check the indentation"},
    {"end of map flow not found", "a { is not closed"},
    {"end of sequence flow not found", "a [ is not closed"},
    {"illegal map key", "put text that begins with ? in quotes"},
    {"illegal block entry",
     "begin a list's items in lines of their own, and put text that begins with \"- \" in "
     "quotes"},
    {"illegal flow end", "a } or ] has nothing to close; put text that begins with one in quotes"},
}};

std::size_t Indentation(std::string_view line) {
  const std::size_t first = line.find_first_not_of(' ');
  return first == kNone ? line.size() : first;
}

bool IsEmptyOrComment(std::string_view line) {
  const std::string_view trimmed = base::Trim(line);
  return trimmed.empty() || trimmed.starts_with('#');
}

// The last line before that of `offset` which has anything in it; an empty one where there is none.
std::string_view LineBefore(std::string_view text, std::size_t offset) {
  while (true) {
    const std::size_t end = text.substr(0, offset).rfind('\n');
    if (end == kNone) return {};
    const std::string_view line = LineAround(text, end);
    if (!IsEmptyOrComment(line)) return line;
    offset = static_cast<std::size_t>(line.data() - text.data());
  }
}

// What follows a key at the front of a line, from its colon or equals sign on.
std::string_view AfterKey(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(" -"), line.size()));
  const std::size_t end = line.find_first_not_of("abcdefghijklmnopqrstuvwxyz_");
  return end == kNone || end == 0 ? std::string_view() : line.substr(end);
}

// How a line spoils the one after it: it is no "key: value", so YAML takes both for one text.
std::optional<std::string> SpoiltKey(std::string_view line) {
  const std::string_view rest = AfterKey(line);
  if (rest.size() > 1 && rest[0] == ':' && rest[1] != ' ' && rest[1] != '/' && rest[1] != '\t') {
    return "a space is missing after the colon: write key: value";
  }
  if (base::Trim(rest).starts_with('=')) {
    return "write key: value, with a colon and a space, not key = value";
  }
  return std::nullopt;
}

YamlError Invalid(std::string_view text, std::size_t offset, const std::string& message) {
  return {PlaceOf(text, offset), "not valid YAML: " + message};
}

std::optional<YamlError> ExplainMistake(std::string_view text, std::size_t end) {
  const std::optional<YamlMistake> mistake = FindYamlMistake(text, end);
  if (!mistake) return std::nullopt;
  return Invalid(text, mistake->offset, mistake->message);
}

std::size_t OffsetIn(std::string_view text, std::string_view line) {
  return static_cast<std::size_t>(line.data() - text.data()) + Indentation(line);
}

std::optional<YamlError> ExplainLines(std::string_view text, std::size_t offset) {
  if (text.find('\n') == kNone && text.find('\r') != kNone) {
    return Invalid(text, 0,
                   "its lines end in CR alone, as in old Macs' files: save it with plain "
                   "ends of line (LF)");
  }
  const std::string_view line = LineAround(text, offset);
  const std::string_view before = LineBefore(text, offset);
  const std::size_t first = line.find_first_not_of(' ');
  if (first != kNone && line[first] == '\t') {
    return Invalid(text, OffsetIn(text, line), "the line is indented with a tab; use spaces");
  }
  for (const std::string_view each : {before, line}) {
    if (each.empty()) continue;
    if (const auto spoilt = SpoiltKey(each)) return Invalid(text, OffsetIn(text, each), *spoilt);
  }
  const bool continues = !before.empty() && Indentation(line) > Indentation(before);
  const std::string_view value = base::Trim(AfterKey(before));
  if (continues && value.size() > 1) {
    return Invalid(text, OffsetIn(text, line),
                   "this line is indented deeper than the one before, which has a value already: "
                   "begin both in the same column");
  }
  return std::nullopt;
}

// Where a comment hides the brace or bracket that closes one in the same line; kNone where none
// does. Lines with quotes are left out, for a # within them begins no comment.
std::size_t FindHidingComment(std::string_view text) {
  for (std::size_t at = text.find(" #"); at != kNone; at = text.find(" #", at + 1)) {
    const std::string_view line = LineAround(text, at);
    const std::size_t before = at - static_cast<std::size_t>(line.data() - text.data());
    const bool opens = line.substr(0, before).find_first_of("{[") != kNone;
    const bool hides = line.substr(before).find_first_of("}]") != kNone;
    if (opens && hides && line.find_first_of("\"'") == kNone) return at + 1;
  }
  return kNone;
}

}  // namespace

YamlError ExplainSyntax(std::string_view what, Place place, std::string_view text) {
  const std::size_t offset = OffsetOf(text, place);
  const std::string_view line = LineAround(text, offset);
  const std::size_t line_end = static_cast<std::size_t>(line.data() - text.data()) + line.size();
  if (const auto explained = ExplainMistake(text, line_end)) return *explained;
  if (const auto explained = ExplainLines(text, offset)) return *explained;
  const std::size_t comment = what.starts_with("end of ") ? FindHidingComment(text) : kNone;
  if (comment != kNone) {
    return Invalid(text, comment,
                   "a # after a blank begins a comment, so what closes the { or [ before it is not "
                   "seen: put the text that holds the # in quotes");
  }
  std::string message = "not valid YAML: " + std::string(what);
  for (const auto& [words, hint] : kHints) {
    if (words == what) message += std::string(" (") + hint + ")";
  }
  return {place, message};
}

YamlError ExplainSecondDocument(Place place, std::string_view text) {
  const std::size_t offset = OffsetOf(text, place);
  const std::string_view line = LineAround(text, offset);
  if (!base::Trim(line).starts_with("---")) {
    if (const auto explained = ExplainMistake(text, offset + 1)) return *explained;
    const std::string_view before = LineBefore(text, offset);
    if (!before.empty() && Indentation(line) < Indentation(before)) {
      return Invalid(text, offset,
                     "this line begins further left than the first one: begin site, source and all "
                     "other keys of the top in the first column, without a blank before them");
    }
    return Invalid(text, offset,
                   "what stands before this line is complete in itself, so nothing "
                   "may follow: write \"key: value\" lines");
  }
  return {place, "the file must hold one YAML document, and nothing after it"};
}

YamlError ExplainBadKey(Place place, std::string_view text) {
  const std::size_t offset = OffsetOf(text, place);
  if (const auto explained = ExplainMistake(text, offset + 1)) return *explained;
  const bool is_bracket = offset < text.size() && (text[offset] == '{' || text[offset] == '[');
  return {place, is_bracket
                     ? "a key must be text; text that begins with { or [ must stand in quotes"
                     : "a key must be text"};
}

}  // namespace agent::config
