#include "agent/config/value.hpp"

#include <algorithm>
#include <charconv>

#include "agent/base/duration.hpp"
#include "agent/base/text.hpp"
#include "agent/base/utf8.hpp"
#include "agent/config/expand_env.hpp"
#include "agent/config/odd_character.hpp"
#include "agent/config/raw_text.hpp"
#include "agent/config/suggest.hpp"

namespace agent::config {
namespace {

constexpr std::size_t kLongestQuote = 60;

Diagnostic MakeDiagnostic(const LoadContext& context, Place place, std::string_view path,
                          std::string_view message) {
  std::string text(path);
  if (!text.empty()) text += ": ";
  text += message;
  return {context.file, place.line, place.column, std::move(text)};
}

// "FARM" or "FARM and ROOM".
std::string JoinNames(const std::vector<std::string>& names) {
  std::string joined;
  for (const std::string& name : names) {
    if (!joined.empty()) joined += " and ";
    joined += name;
  }
  return joined;
}

bool NamesSecret(const std::string& variable) {
  constexpr std::string_view kWords[] = {"pass", "secret", "token", "key", "credential", "auth"};
  const std::string lower = base::ToLowerAscii(variable);
  return std::any_of(std::begin(kWords), std::end(kWords), [&lower](std::string_view word) {
    return lower.find(word) != std::string::npos;
  });
}

std::string JoinPath(std::string_view parent, std::string_view key) {
  std::string path(parent);
  if (!path.empty()) path += '.';
  return path + base::OneLine(key, kLongestQuote);
}

}  // namespace

void Value::Error(std::string_view message) const {
  context_->errors.push_back(MakeDiagnostic(*context_, node_->place, path_, message));
}

void Value::ErrorAtKey(std::string_view message) const {
  context_->errors.push_back(MakeDiagnostic(*context_, node_->key_place, path_, message));
}

void Value::ErrorAboutKey(std::string_view key, std::string_view message) const {
  context_->errors.push_back(
      MakeDiagnostic(*context_, node_->place, JoinPath(path_, key), message));
}

void Value::Warn(std::string_view message) const {
  context_->warnings.push_back(MakeDiagnostic(*context_, node_->place, path_, message));
}

void Value::Await(std::string_view message) const {
  context_->awaited.push_back(MakeDiagnostic(*context_, node_->place, path_, message));
}

std::vector<Value> Value::Children() const {
  std::vector<Value> children;
  children.reserve(node_->children.size());
  for (std::size_t i = 0; i < node_->children.size(); ++i) {
    children.push_back(Child(node_->children[i], i));
  }
  return children;
}

std::optional<Value> Value::FindKey(std::string_view key) const {
  if (kind() != YamlNode::Kind::kMapping) return std::nullopt;
  const auto found = std::find_if(node_->children.begin(), node_->children.end(),
                                  [key](const YamlNode& child) { return child.key == key; });
  if (found == node_->children.end()) return std::nullopt;
  return Child(*found, 0);
}

std::optional<Value> Value::Find(std::string_view key) const {
  std::optional<Value> value = FindKey(key);
  if (value && value->IsNull()) value.reset();
  return value;
}

bool Value::ExpectMapping() const {
  if (kind() == YamlNode::Kind::kMapping || IsNull()) return true;
  Error("must be a mapping (\"key: value\" lines), not " + std::string(KindName()) +
        NameForeignCharacter(node_->scalar));
  return false;
}

bool Value::ExpectSequence() const {
  if (kind() == YamlNode::Kind::kSequence || IsNull()) return true;
  Error("must be a list (\"- \" items), not " + std::string(KindName()));
  return false;
}

std::optional<std::string> Value::Text(Oddity oddity) const {
  if (IsNull()) {
    Error("must not be empty");
    return std::nullopt;
  }
  if (kind() != YamlNode::Kind::kScalar) {
    const std::size_t offset = context_->lines.OffsetOf(node_->place);
    const char first = offset < context_->text.size() ? context_->text[offset] : '\0';
    std::string message = "must be text, not " + std::string(KindName());
    if (first == '[' || first == '{') {
      message += std::string("; put text that begins with ") + first + " in quotes";
    }
    Error(message);
    return std::nullopt;
  }
  Expansion expansion = ExpandEnvironment(node_->scalar, context_->environment);
  if (expansion.fault.empty()) {
    if (expansion.text.empty()) {
      expansion.fault = "must not be empty";
      if (!expansion.variables.empty()) {
        expansion.fault = "environment variable " + JoinNames(expansion.variables) + " is empty";
      }
    } else if (HasControlCharacter(expansion.text)) {
      expansion.fault = "must be one line, without control characters";
    } else if (!base::IsCleanUtf8(expansion.text)) {
      expansion.fault =
          expansion.variables.empty()
              ? "is not UTF-8: save the file as UTF-8"
              : "environment variable " + JoinNames(expansion.variables) + " is not UTF-8";
    }
  }
  if (!expansion.fault.empty()) {
    Error(expansion.fault);
    return std::nullopt;
  }
  if (RefusesOddCharacter(expansion.text, oddity)) return std::nullopt;
  WarnOfGluedComment();
  return std::move(expansion.text);
}

bool Value::RefusesOddCharacter(std::string_view text, Oddity oddity) const {
  const std::optional<OddCharacter> odd = FindOddCharacter(text);
  if (!odd || (odd->may_be_meant && oddity == Oddity::kWarning)) return false;
  std::string_view rest = text.substr(odd->offset);
  static_cast<void>(base::TakeCodePoint(rest));
  const std::size_t length = text.size() - odd->offset - rest.size();
  const bool is_first = odd->offset == 0;
  const bool is_last = rest.empty();
  std::string message = is_first ? "begins with " : is_last ? "ends in " : "holds ";
  message += NameCharacter(odd->code_point);
  const auto variables = ExpandEnvironment(node_->scalar, context_->environment).variables;
  if (!variables.empty()) message += " (see environment variable " + JoinNames(variables) + ")";
  const bool is_blank = odd->code_point == ' ' || odd->code_point == '\t';
  const bool is_space = LooksLikeSpace(odd->code_point);
  if (odd->may_be_meant) {
    message += ", which nobody sees: write it wherever this text stands, or delete it";
  } else {
    message += ": " + (is_space && (is_first || is_last) ? "delete it" : Remedy(odd->code_point));
  }
  if (oddity == Oddity::kWarning) message += ", unless it is meant";
  const Place place = PlaceInText(is_blank && is_last ? "" : text.substr(odd->offset, length));
  const bool is_fault = oddity == Oddity::kFault && !odd->may_be_meant;
  auto& list = is_fault ? context_->errors : context_->warnings;
  list.push_back(MakeDiagnostic(*context_, place, path_, message));
  return is_fault;
}

Place Value::PlaceInText(std::string_view character) const {
  const std::size_t begin = context_->lines.OffsetOf(node_->place);
  const std::size_t found = context_->text.find(character, begin);
  // A plain or quoted scalar is hardly longer in the file than as text, but for escapes.
  const std::size_t end = begin + node_->scalar.size() + 2;
  return character.empty() || found == std::string_view::npos || found > end
             ? node_->place
             : PlaceOf(context_->text, found);
}

void Value::WarnOfGluedComment() const {
  const std::size_t offset = context_->lines.OffsetOf(node_->place);
  if (!context_->text.substr(offset).starts_with(node_->scalar)) return;  // in quotes
  const std::size_t mark = FindGluedComment(context_->text, offset, node_->scalar.size());
  if (mark == std::string_view::npos) return;
  context_->warnings.push_back(MakeDiagnostic(
      *context_, PlaceOf(context_->text, mark), path_,
      "what follows this # is a comment: put the whole text in quotes if it belongs to "
      "it, or else a space after the #"));
}

bool Value::IsLiteral() const {
  return ExpandEnvironment(node_->scalar, context_->environment).variables.empty();
}

std::string Value::Quoted() const {
  const Expansion expansion = ExpandEnvironment(node_->scalar, context_->environment);
  const bool is_literal = expansion.fault.empty() && expansion.variables.empty();
  const std::string& text = is_literal ? expansion.text : node_->scalar;
  std::string written = '"' + base::OneLine(text, kLongestQuote) + '"';
  if (expansion.variables.empty() || !expansion.fault.empty()) return written;
  if (std::any_of(expansion.variables.begin(), expansion.variables.end(), NamesSecret)) {
    return written + " (what " + JoinNames(expansion.variables) + " holds is not shown)";
  }
  return written + " (which makes \"" + base::OneLine(expansion.text, kLongestQuote) + "\")";
}

Value Value::Child(const YamlNode& node, std::size_t index) const {
  std::string path = kind() == YamlNode::Kind::kSequence ? path_ + '[' + std::to_string(index) + ']'
                                                         : JoinPath(path_, node.key);
  return {node, std::move(path), *context_};
}

std::string_view Value::KindName() const {
  switch (kind()) {
    case YamlNode::Kind::kNull:
      return "nothing";
    case YamlNode::Kind::kScalar:
      return "text";
    case YamlNode::Kind::kSequence:
      return "a list";
    case YamlNode::Kind::kMapping:
      return "a mapping";
  }
  return "";
}

bool HasControlCharacter(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

void ReadText(const Value& value, std::string& out, Oddity oddity) {
  if (std::optional<std::string> text = value.Text(oddity)) out = std::move(*text);
}

void ReadBool(const Value& value, bool& out) {
  const std::optional<std::string> text = value.Text();
  if (!text) return;
  if (*text == "true" || *text == "false") {
    out = *text == "true";
  } else {
    value.Error(value.Quoted() + " is not a boolean (write true or false)" +
                NameForeignCharacter(*text));
  }
}

void ReadWholeNumber(const Value& value, int min, int max, int& out) {
  const std::optional<std::string> text = value.Text();
  if (!text) return;
  int number = 0;
  const char* const text_end = text->data() + text->size();
  const auto [end, error] = std::from_chars(text->data(), text_end, number);
  // A leading zero means octal to some readers of YAML and nothing to others.
  const bool ambiguous = text->size() > 1 && text->front() == '0';
  if (error != std::errc() || end != text_end || ambiguous || number < min || number > max) {
    value.Error(value.Quoted() + " is not a whole number from " + std::to_string(min) + " to " +
                std::to_string(max) + NameForeignCharacter(*text));
    return;
  }
  out = number;
}

void ReadDuration(const Value& value, milliseconds min, milliseconds max, milliseconds& out) {
  const std::optional<std::string> text = value.Text();
  if (!text) return;
  const std::optional<milliseconds> duration = base::ParseDuration(*text);
  if (!duration) {
    value.Error(value.Quoted() + " is not a duration (write one such as 15s or 1m30s)" +
                NameForeignCharacter(*text));
  } else if (*duration < min) {
    value.Error("must be at least " + base::FormatDuration(min));
  } else if (*duration > max) {
    value.Error("must be at most " + base::FormatDuration(max));
  } else {
    out = *duration;
  }
}

std::optional<std::size_t> ReadOneOf(const Value& value, std::span<const std::string_view> words) {
  const std::optional<std::string> text = value.Text();
  if (!text) return std::nullopt;
  const auto found = std::find(words.begin(), words.end(), *text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  std::string message = value.Quoted() + " is not one of " + JoinWords(words);
  const std::string_view closest = ClosestWord(*text, words);
  message += NameForeignCharacter(*text);
  if (!closest.empty()) message += " (did you mean " + std::string(closest) + "?)";
  value.Error(message);
  return std::nullopt;
}

}  // namespace agent::config
