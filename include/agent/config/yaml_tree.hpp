#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "agent/config/node.hpp"

namespace agent::config {

// Why a text is not accepted as YAML. what() never quotes the text, because it may hold secrets.
class YamlError : public std::runtime_error {
 public:
  YamlError(Place place, const std::string& what) : std::runtime_error(what), place_(place) {}
  [[nodiscard]] Place place() const { return place_; }

 private:
  Place place_;
};

// Parses one document. An empty one is null. Throws YamlError for bad syntax, a second document,
// nesting deeper than 32, keys that are not text, tags, anchors and aliases. (With tags, anchors or
// aliases, an unquoted password that begins with `!`, `&` or `*` would be lost silently.)
[[nodiscard]] Node ParseYaml(std::string_view text);

}  // namespace agent::config
