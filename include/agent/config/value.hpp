#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/config/diagnostics.hpp"
#include "agent/config/environment.hpp"
#include "agent/config/node.hpp"
#include "agent/config/raw_text.hpp"

namespace agent::config {

// How to treat a text with a stray character (stray_character.hpp).
enum class StrayCharacters {
  kRefuse,  // for a name, which must be the same wherever it is written
  kWarn,    // for a text in which it may be meant: a password, a path, a label's value
};

// What the functions of one run of the loader share.
struct LoadContext {
  std::string file;                          // as diagnostics name it
  std::filesystem::path folder;              // what relative paths start from
  const Environment* environment = nullptr;  // null for a command line, where the shell has
                                             // expanded `$`
  std::string_view text = {};                // of the file, without its byte order mark
  LineIndex lines = LineIndex();             // of that text
  std::string public_mode = {};  // the file's mode, such as "0644", if every user may read it
  Diagnostics found = {};
};

// One value of the configuration: a node, and the path that diagnostics name
// ("pushgateways[0].url", or "--url" for a command line). It is a view. The tree and the context
// must outlive it.
class Value {
 public:
  Value(const Node& node, std::string path, LoadContext& context)
      : node_(&node), path_(std::move(path)), context_(&context) {}

  [[nodiscard]] Node::Kind kind() const { return node_->kind; }
  [[nodiscard]] bool IsNull() const { return node_->kind == Node::Kind::kNull; }
  [[nodiscard]] const std::string& key() const { return node_->key; }
  [[nodiscard]] Place key_place() const { return node_->key_place; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] LoadContext& context() const { return *context_; }

  // Each reports at the place of the value; ErrorAtKey reports at the place of its key.
  void Error(std::string_view message) const;
  void ErrorAtKey(std::string_view message) const;
  // That a required key of this mapping is missing, or has no value.
  void ReportLacking(std::string_view key) const;
  void Warn(std::string_view message) const;
  // About a file that is not there yet.
  void ReportMissing(std::string_view message) const;

  // A sequence's items or a mapping's values, in the file's order. Empty for other kinds.
  [[nodiscard]] std::vector<Value> Children() const;
  // The mapping's first value with that key, even when it is null.
  [[nodiscard]] std::optional<Value> FindKey(std::string_view key) const;
  // The same, but a null value counts as absent: `key:` without a value keeps the default.
  [[nodiscard]] std::optional<Value> Find(std::string_view key) const;

  // Whether it is a mapping, or a sequence. Null counts as an empty one. Reports an error
  // otherwise.
  [[nodiscard]] bool ExpectMapping() const;
  [[nodiscard]] bool ExpectSequence() const;

  // The scalar with environment variables replaced. It must be one line of UTF-8, not empty.
  // Otherwise reports an error, which never quotes the text, and returns nothing. Reports a stray
  // character at its place. Warns of a comment that looks like a part of the text ("Halle #2").
  [[nodiscard]] std::optional<std::string> Text(
      StrayCharacters policy = StrayCharacters::kRefuse) const;
  // Whether the text has no environment variable.
  [[nodiscard]] bool IsLiteral() const;
  // The scalar for an error message: in quotes, shortened, without control characters. Its text
  // with environment variables replaced follows, unless a variable's name says that it is a secret.
  // Not for secrets.
  [[nodiscard]] std::string Quoted() const;

 private:
  [[nodiscard]] Value Child(const Node& node, std::size_t index) const;
  [[nodiscard]] std::string_view KindName() const;
  [[nodiscard]] Expansion Expand() const;
  [[nodiscard]] std::string NotText() const;
  [[nodiscard]] bool RefusesStrayCharacter(std::string_view text, StrayCharacters policy) const;
  void WarnOfGluedComment() const;
  // The place of `character`, a part of the text, in the file. The value's place when that is
  // unknown, as for an environment variable's text.
  [[nodiscard]] Place PlaceInText(std::string_view character) const;
  [[nodiscard]] Diagnostic At(Place place, std::string_view message) const;

  const Node* node_;
  std::string path_;
  LoadContext* context_;
};

}  // namespace agent::config
