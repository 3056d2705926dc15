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

// What becomes of a text with a character that nobody sees, a blank at one of its ends or a curly
// quotation mark at its front.
enum class StrayCharacters {
  kRefuse,  // it names something, and must mean the same wherever it is written
  kWarn,    // the character may be meant: a password, a path, a label's value
};

// What one run of the loader shares: its surroundings, and all that it has found so far.
struct LoadContext {
  std::string file;                          // as diagnostics name it
  std::filesystem::path folder;              // what relative paths start from
  const Environment* environment = nullptr;  // null on a command line: the shell has replaced `$`
  std::string_view text = {};                // the file's, without its byte order mark
  LineIndex lines = LineIndex();             // of that text
  std::string public_mode = {};  // the file's mode, such as "0644", if every user may read it
  Diagnostics found = {};
};

// One value of the configuration in its context: the node, and the path to it that diagnostics name
// ("pushgateways[0].url", or "--url" where it comes from a command line). A light view; the tree
// and the context outlive it.
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

  // Each reports at the place of the value, but for ErrorAtKey, which does so at its key.
  void Error(std::string_view message) const;
  void ErrorAtKey(std::string_view message) const;
  // About a key that this mapping lacks.
  void ErrorAboutKey(std::string_view key, std::string_view message) const;
  void Warn(std::string_view message) const;
  // About a file that is not there yet.
  void ReportMissing(std::string_view message) const;

  // A sequence's items or a mapping's values, in the file's order. None for other kinds.
  [[nodiscard]] std::vector<Value> Children() const;
  // The mapping's first value of that key, null or not.
  [[nodiscard]] std::optional<Value> FindKey(std::string_view key) const;
  // The same, where null counts as absent: `key:` without a value leaves the default.
  [[nodiscard]] std::optional<Value> Find(std::string_view key) const;

  // Whether it is a mapping or a list; null passes as an empty one. Reports an error when it is
  // not.
  [[nodiscard]] bool ExpectMapping() const;
  [[nodiscard]] bool ExpectSequence() const;

  // A scalar with environment variables put in: one line of UTF-8, not empty. Otherwise reports an
  // error, which never quotes the text, and returns nothing. Names a stray character at its place,
  // and warns of a comment that looks like a part of the text ("Halle #2").
  [[nodiscard]] std::optional<std::string> Text(
      StrayCharacters policy = StrayCharacters::kRefuse) const;
  // Whether the text is written in the file itself: no variable is in it.
  [[nodiscard]] bool IsLiteral() const;
  // The scalar as written, quoted, shortened and without control characters; and what it is with
  // the environment's variables put in, unless one of them is a secret by its name. Not for
  // secrets.
  [[nodiscard]] std::string Quoted() const;

 private:
  [[nodiscard]] Value Child(const Node& node, std::size_t index) const;
  [[nodiscard]] std::string_view KindName() const;
  [[nodiscard]] Expansion Expand() const;
  [[nodiscard]] std::string NotText() const;
  [[nodiscard]] bool RefusesStrayCharacter(std::string_view text, StrayCharacters policy) const;
  void WarnOfGluedComment() const;
  // Where `character`, a piece of the text, stands in the file; the value's place where that cannot
  // be told, as in an environment variable.
  [[nodiscard]] Place PlaceInText(std::string_view character) const;
  [[nodiscard]] Diagnostic At(Place place, std::string_view message) const;

  const Node* node_;
  std::string path_;
  LoadContext* context_;
};

}  // namespace agent::config
