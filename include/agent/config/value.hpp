#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent/config/load.hpp"
#include "agent/config/raw_text.hpp"
#include "agent/config/yaml_tree.hpp"

namespace agent::config {

// What the characters that nobody sees, blanks at the ends and a curly quotation mark at the front
// are in a text.
enum class Oddity {
  kFault,    // errors: it names something, and must mean the same wherever it is written
  kWarning,  // it may be meant: a password, a path, a label's value
};

// What one run of the loader shares: its surroundings, and all that it has found so far.
struct LoadContext {
  std::string file;              // as diagnostics name it
  std::filesystem::path folder;  // what relative paths start from
  const Environment& environment;
  std::string_view text;    // the file's, without its byte order mark
  LineIndex lines;          // of that text
  std::string public_mode;  // the file's mode, such as "0644", if every user may read it
  std::vector<Diagnostic> errors = {};
  std::vector<Diagnostic> warnings = {};
  std::vector<Diagnostic> awaited = {};  // files that are not there yet
  std::vector<std::string> files = {};   // read on the way, with or without success
};

// One value of the configuration in its context: the YAML node, and the path to it that diagnostics
// name ("pushgateways[0].url"). A light view; the tree and the context outlive it.
class Value {
 public:
  Value(const YamlNode& node, std::string path, LoadContext& context)
      : node_(&node), path_(std::move(path)), context_(&context) {}

  [[nodiscard]] YamlNode::Kind kind() const { return node_->kind; }
  [[nodiscard]] bool IsNull() const { return node_->kind == YamlNode::Kind::kNull; }
  [[nodiscard]] const std::string& key() const { return node_->key; }
  [[nodiscard]] Place key_place() const { return node_->key_place; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] LoadContext& context() const { return *context_; }

  // Report at the value's place, at its key's, or at this value's place about a key that it lacks.
  void Error(std::string_view message) const;
  void ErrorAtKey(std::string_view message) const;
  void ErrorAboutKey(std::string_view key, std::string_view message) const;
  void Warn(std::string_view message) const;
  // Puts down a file that is not there yet: an error for whoever does not wait for it.
  void Await(std::string_view message) const;

  // A sequence's items or a mapping's values, in the file's order. None for other kinds.
  [[nodiscard]] std::vector<Value> Children() const;
  // The mapping's first value of that key, null or not.
  [[nodiscard]] std::optional<Value> FindKey(std::string_view key) const;
  // The same, where null counts as absent: `key:` without a value leaves the default.
  [[nodiscard]] std::optional<Value> Find(std::string_view key) const;

  // Whether it is a mapping; null passes as an empty one. Reports an error when it is not.
  [[nodiscard]] bool ExpectMapping() const;
  [[nodiscard]] bool ExpectSequence() const;

  // A scalar with environment variables put in: one line of UTF-8, not empty. Otherwise reports an
  // error, which never quotes the text, and returns nothing. Names odd characters at their place,
  // and warns of a comment that looks like a part of the text ("Halle #2").
  [[nodiscard]] std::optional<std::string> Text(Oddity oddity = Oddity::kFault) const;
  // Whether the text is written in the file itself: no variable is in it.
  [[nodiscard]] bool IsLiteral() const;
  // The scalar as written, quoted, shortened and without control characters; and what it is with
  // the environment's variables put in, unless one of them is a secret by its name. Not for
  // secrets.
  [[nodiscard]] std::string Quoted() const;

 private:
  [[nodiscard]] Value Child(const YamlNode& node, std::size_t index) const;
  [[nodiscard]] std::string_view KindName() const;
  [[nodiscard]] bool RefusesOddCharacter(std::string_view text, Oddity oddity) const;
  void WarnOfGluedComment() const;
  // Where the character stands that is at `offset` of the text; the value's place where it cannot
  // be told, as in an environment variable.
  [[nodiscard]] Place PlaceInText(std::string_view character) const;

  const YamlNode* node_;
  std::string path_;
  LoadContext* context_;
};

// Line ends among them.
[[nodiscard]] bool HasControlCharacter(std::string_view text);

// Each reads a value into `out`, or reports what is wrong and leaves `out` alone.
void ReadText(const Value& value, std::string& out, Oddity oddity = Oddity::kFault);
void ReadBool(const Value& value, bool& out);
void ReadWholeNumber(const Value& value, int min, int max, int& out);
void ReadDuration(const Value& value, milliseconds min, milliseconds max, milliseconds& out);

// The index in `words` of the value's text; nothing, and an error, when it is none of them.
[[nodiscard]] std::optional<std::size_t> ReadOneOf(const Value& value,
                                                   std::span<const std::string_view> words);

}  // namespace agent::config
