#include "agent/config/value.hpp"

#include <algorithm>
#include <iterator>

#include "agent/base/text.hpp"
#include "agent/base/utf8.hpp"
#include "agent/config/stray_character.hpp"

namespace agent::config {
namespace {

constexpr std::size_t kLongestQuote = 60;

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

// Why it is no text to be used; empty where it is one. Null is empty text.
std::string FaultOf(const Expansion& expansion) {
  if (!expansion.fault.empty()) return expansion.fault;
  const std::string variables =
      expansion.variables.empty() ? "" : "environment variable " + JoinNames(expansion.variables);
  if (expansion.text.empty())
    return variables.empty() ? "must not be empty" : variables + " is empty";
  if (std::ranges::any_of(expansion.text, base::IsControl)) {
    return "must be one line, without control characters";
  }
  if (base::IsCleanUtf8(expansion.text)) return "";
  return variables.empty() ? "is not UTF-8: save the file as UTF-8" : variables + " is not UTF-8";
}

std::string JoinPath(std::string_view parent, std::string_view key) {
  std::string path(parent);
  if (!path.empty()) path += '.';
  return path + base::OneLine(key, kLongestQuote);
}

}  // namespace

Diagnostic Value::At(Place place, std::string_view message) const {
  std::string text = path_;
  if (!text.empty()) text += ": ";
  text += message;
  return {context_->file, place.line, place.column, std::move(text)};
}

void Value::Error(std::string_view message) const {
  context_->found.errors.push_back(At(node_->place, message));
}

void Value::ErrorAtKey(std::string_view message) const {
  context_->found.errors.push_back(At(node_->key_place, message));
}

void Value::ReportLacking(std::string_view key) const {
  const std::optional<Value> empty = FindKey(key);
  const bool is_option = context_->environment == nullptr;  // empty means that it is not given
  if (empty && !is_option) {
    empty->ErrorAtKey("is required, but has no value");
  } else {
    Value(*node_, empty ? empty->path() : JoinPath(path_, key), *context_).Error("is required");
  }
}

void Value::Warn(std::string_view message) const {
  context_->found.warnings.push_back(At(node_->place, message));
}

void Value::ReportMissing(std::string_view message) const {
  context_->found.missing_files.push_back(At(node_->place, message));
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
  if (kind() != Node::Kind::kMapping) return std::nullopt;
  const auto found = std::find_if(node_->children.begin(), node_->children.end(),
                                  [key](const Node& child) { return child.key == key; });
  if (found == node_->children.end()) return std::nullopt;
  return Child(*found, 0);
}

std::optional<Value> Value::Find(std::string_view key) const {
  std::optional<Value> value = FindKey(key);
  if (value && value->IsNull()) value.reset();
  return value;
}

bool Value::ExpectMapping() const {
  if (kind() == Node::Kind::kMapping || IsNull()) return true;
  Error("must be a mapping (\"key: value\" lines), not " + std::string(KindName()) +
        NameForeignCharacter(node_->scalar));
  return false;
}

bool Value::ExpectSequence() const {
  if (kind() == Node::Kind::kSequence || IsNull()) return true;
  Error("must be a list (\"- \" items), not " + std::string(KindName()));
  return false;
}

std::optional<std::string> Value::Text(StrayCharacters policy) const {
  if (kind() == Node::Kind::kSequence || kind() == Node::Kind::kMapping) {
    Error(NotText());
    return std::nullopt;
  }
  Expansion expansion = Expand();
  const std::string fault = FaultOf(expansion);
  if (!fault.empty()) {
    Error(fault);
    return std::nullopt;
  }
  if (RefusesStrayCharacter(expansion.text, policy)) return std::nullopt;
  WarnOfGluedComment();
  return std::move(expansion.text);
}

std::string Value::NotText() const {
  const std::size_t offset = context_->lines.OffsetOf(node_->place);
  const char first = offset < context_->text.size() ? context_->text[offset] : '\0';
  std::string message = "must be text, not " + std::string(KindName());
  if (first == '[' || first == '{') {
    message += std::string("; put text that begins with ") + first + " in quotes";
  }
  return message;
}

bool Value::RefusesStrayCharacter(std::string_view text, StrayCharacters policy) const {
  const std::optional<StrayCharacter> stray = FindStrayCharacter(text);
  if (!stray || (stray->may_be_meant && policy == StrayCharacters::kWarn)) return false;
  std::string_view rest = text.substr(stray->offset);
  static_cast<void>(base::TakeCodePoint(rest));
  const std::size_t length = text.size() - stray->offset - rest.size();
  const bool is_first = stray->offset == 0;
  const bool is_last = rest.empty();
  std::string message = is_first ? "begins with " : is_last ? "ends in " : "holds ";
  message += NameCharacter(stray->code_point);
  const auto variables = Expand().variables;
  if (!variables.empty()) message += " (see environment variable " + JoinNames(variables) + ")";
  const bool is_blank = stray->code_point == ' ' || stray->code_point == '\t';
  const bool is_space = LooksLikeSpace(stray->code_point);
  if (stray->may_be_meant) {
    message += ", which nobody sees: write it wherever this text stands, or delete it";
  } else {
    message += ": " + (is_space && (is_first || is_last) ? "delete it" : Remedy(stray->code_point));
  }
  if (policy == StrayCharacters::kWarn) message += ", unless it is meant";
  const Place place = PlaceInText(is_blank && is_last ? "" : text.substr(stray->offset, length));
  const bool is_fault = policy == StrayCharacters::kRefuse && !stray->may_be_meant;
  Diagnostics& found = context_->found;
  (is_fault ? found.errors : found.warnings).push_back(At(place, message));
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
  context_->found.warnings.push_back(
      At(PlaceOf(context_->text, mark),
         "what follows this # is a comment: put the whole text in quotes if it belongs to "
         "it, or else a space after the #"));
}

bool Value::IsLiteral() const { return Expand().variables.empty(); }

std::string Value::Quoted() const {
  const Expansion expansion = Expand();
  const bool is_literal = expansion.fault.empty() && expansion.variables.empty();
  const std::string& text = is_literal ? expansion.text : node_->scalar;
  std::string written = '"' + base::OneLine(text, kLongestQuote) + '"';
  if (expansion.variables.empty() || !expansion.fault.empty()) return written;
  if (std::any_of(expansion.variables.begin(), expansion.variables.end(), NamesSecret)) {
    return written + " (what " + JoinNames(expansion.variables) + " holds is not shown)";
  }
  return written + " (which makes \"" + base::OneLine(expansion.text, kLongestQuote) + "\")";
}

Value Value::Child(const Node& node, std::size_t index) const {
  const bool is_option = context_->environment == nullptr;
  std::string path = is_option                         ? node.option
                     : kind() == Node::Kind::kSequence ? path_ + '[' + std::to_string(index) + ']'
                                                       : JoinPath(path_, node.key);
  return {node, std::move(path), *context_};
}

Expansion Value::Expand() const {
  if (context_->environment == nullptr)
    return {.text = node_->scalar, .fault = {}, .variables = {}};
  return ExpandEnvironment(node_->scalar, *context_->environment);
}

std::string_view Value::KindName() const {
  switch (kind()) {
    case Node::Kind::kNull:
      return "nothing";
    case Node::Kind::kScalar:
      return "text";
    case Node::Kind::kSequence:
      return "a list";
    case Node::Kind::kMapping:
      return "a mapping";
  }
  return "";
}

}  // namespace agent::config
