#include "agent/config/yaml_mistakes.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

#include "agent/base/utf8.hpp"
#include "agent/base/visible.hpp"
#include "agent/config/grammar.hpp"
#include "agent/config/raw_text.hpp"
#include "agent/config/stray_character.hpp"

namespace agent::config {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

bool IsBlank(char c) { return c == ' ' || c == '\t'; }
bool IsSpace(char c) { return IsBlank(c) || c == '\n' || c == '\r'; }

bool IsKeyCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Whether it is a key whose value is text, which may hold a brace, a bracket or a quote. No other
// word is shown: what looks like a key may be a piece of a password.
bool IsKeyOfText(std::string_view word) {
  constexpr std::string_view kTypesOfText[] = {"address", "filename", "secret", "string", "url"};
  for (const MappingDescription& mapping : DescribeGrammar()) {
    for (const KeyDescription& key : mapping.keys) {
      const bool is_text = key.form == Form::kSingle &&
                           std::ranges::find(kTypesOfText, key.type) != std::end(kTypesOfText);
      if (key.key == word && is_text) return true;
    }
  }
  return false;
}

// "the value of password_file", or "this text" where no such key stands before it in its line.
std::string NameValue(std::string_view text, std::size_t offset) {
  const std::string_view line = LineAround(text, offset);
  const auto in_line = offset - static_cast<std::size_t>(line.data() - text.data());
  const std::size_t colon = line.substr(0, in_line).rfind(": ");
  if (colon == kNone) return "this text";
  std::size_t begin = colon;
  while (begin > 0 && IsKeyCharacter(line[begin - 1])) --begin;
  const std::string_view key = line.substr(begin, colon - begin);
  return IsKeyOfText(key) ? "the value of " + std::string(key) : "this text";
}

// Goes through the text as YAML does, roughly: knows quotes, comments, braces and where a text may
// begin.
class Search {
 public:
  Search(std::string_view text, std::size_t end) : text_(text), end_(end) {}

  std::optional<YamlMistake> Run() {
    while (at_ < text_.size() && at_ < end_ && !found_) Step();
    return found_;
  }

 private:
  void Step() {
    const char c = text_[at_];
    if (c == '\n') {
      begins_ = true;
      ++at_;
    } else if (IsSpace(c)) {
      ++at_;
    } else if (c == '#' && (at_ == 0 || IsSpace(text_[at_ - 1]))) {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (begins_ && (c == '"' || c == '\'')) {
      SkipQuoted();
    } else {
      LookAt(c);
    }
  }

  void SkipQuoted() {
    const std::size_t length = QuotedLength(text_, at_);
    if (length == kNone) {
      Find(at_, "the quote that begins here is never closed");
      return;
    }
    at_ += length;
    begins_ = false;
    if (!IsEndOfValue() && Next(0) != ':') {
      Find(at_ - 1, NameValue(text_, at_) +
                        " goes on after its closing quote: put a text with ' in it "
                        "between \", and one with \" in it between '");
    }
  }

  void LookAt(char c) {
    if (static_cast<unsigned char>(c) >= 0x80) {
      LookAtCharacter();
    } else if (c == '[' || c == '{') {
      LookAtOpening(c);
    } else if (!open_.empty() && (c == ']' || c == '}')) {
      const std::size_t opening = open_.back();
      open_.pop_back();
      ++at_;
      begins_ = false;
      LookBehindClosing(c, opening);
    } else if (!open_.empty() && c == ',') {
      begins_ = true;
      ++at_;
    } else if (open_.empty() && begins_ && (c == ',' || IsBadBlockMark(c))) {
      Find(at_, std::string("put a text that begins with ") + c + " in quotes");
    } else {
      const bool is_mark = (c == ':' || (begins_ && (c == '-' || c == '?'))) &&
                           (at_ + 1 >= text_.size() || IsSpace(Next(1)));
      begins_ = is_mark;
      ++at_;
    }
  }

  void LookAtCharacter() {
    std::string_view rest = text_.substr(at_);
    const char32_t code_point = base::TakeCodePoint(rest);
    const bool is_fault = base::IsUnseen(code_point) ||
                          (LooksLikeYaml(code_point) && (begins_ || code_point == 0xFF1A));
    if (is_fault) {
      Find(at_, "here stands " + NameCharacter(code_point) + ": " + Remedy(code_point));
    }
    at_ = text_.size() - rest.size();
    begins_ = false;
  }

  void LookAtOpening(char c) {
    if (begins_ && text_.substr(at_).starts_with("{{")) {
      Find(at_, "{{ begins a template's placeholder, which nothing has filled in here");
    } else if (!open_.empty() && c == '{' && at_ > 0 && text_[at_ - 1] == '$') {
      Find(at_ - 1, "put " + NameValue(text_, at_ - 1) +
                        " in quotes, as in \"${NAME}/file\": within { } or [ ] the brace "
                        "of ${ means something else to YAML");
    } else if (!open_.empty() && !begins_) {
      Find(at_, "put " + NameValue(text_, at_) +
                    " in quotes, or is a } or ] missing before it: within { } or [ ] no "
                    "plain text may hold [ or {");
    }
    if (begins_) open_.push_back(at_);
    ++at_;
  }

  void LookBehindClosing(char c, std::size_t opening) {
    const bool is_key = Next(0) == ':' && (at_ + 1 >= text_.size() || IsSpace(Next(1)));
    if (IsEndOfValue() || is_key) return;
    Find(opening, "put " + NameValue(text_, opening) + " in quotes" +
                      (c == ']' ? ", as in listen: \"[::1]:9465\": to YAML a [ begins a list"
                                : ": to YAML a { begins a mapping"));
  }

  // Whether | or > begins no block of lines, as it would at the end of a line.
  bool IsBadBlockMark(char c) const {
    if (c != '|' && c != '>') return false;
    const std::size_t next = text_.find_first_not_of("+-0123456789", at_ + 1);
    return next != kNone && !IsSpace(text_[next]);
  }

  bool IsEndOfValue() const {
    return at_ >= text_.size() || IsSpace(text_[at_]) ||
           (!open_.empty() && std::string_view(",]}").find(text_[at_]) != kNone);
  }

  char Next(std::size_t distance) const {
    return at_ + distance < text_.size() ? text_[at_ + distance] : '\0';
  }

  void Find(std::size_t offset, std::string message) {
    if (!found_) found_ = YamlMistake{offset, std::move(message)};
  }

  const std::string_view text_;
  const std::size_t end_;
  std::size_t at_ = 0;
  std::vector<std::size_t> open_;  // where each { and [ that is not closed yet stands
  bool begins_ = true;             // whether a text, a list or a mapping may begin here
  std::optional<YamlMistake> found_;
};

}  // namespace

std::optional<YamlMistake> FindYamlMistake(std::string_view text, std::size_t end) {
  return Search(text, end).Run();
}

}  // namespace agent::config
