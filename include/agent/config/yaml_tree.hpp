#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace agent::config {

// A position in the file; lines and columns (bytes) count from 1.
struct Place {
  int line = 1;
  int column = 1;
};

// YAML as a plain tree, with nothing interpreted: scalars are the text that was written, and a
// mapping keeps its entries in the file's order, duplicates included.
struct YamlNode {
  enum class Kind { kNull, kScalar, kSequence, kMapping };

  Kind kind = Kind::kNull;  // null: nothing at all, `~`, or a plain `null`
  Place place;
  std::string scalar = {};
  std::string key = {};  // where the parent is a mapping
  Place key_place = {};
  std::vector<YamlNode> children = {};  // a sequence's items, a mapping's values
};

// Why a text is no YAML that we take. what() never quotes the text, which may hold secrets.
class YamlError : public std::runtime_error {
 public:
  YamlError(Place place, const std::string& what) : std::runtime_error(what), place_(place) {}
  [[nodiscard]] Place place() const { return place_; }

 private:
  Place place_;
};

// Parses one document; an empty one is null. Throws YamlError for bad syntax, a second document,
// nesting deeper than 32, keys that are not text, and for tags, anchors and aliases: a password
// that begins with `!`, `&` or `*` and lacks its quotes would otherwise vanish in silence.
[[nodiscard]] YamlNode ParseYaml(std::string_view text);

}  // namespace agent::config
