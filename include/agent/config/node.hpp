#pragma once

#include <string>
#include <vector>

namespace agent::config {

// A position in the file. Lines and columns (bytes) count from 1.
struct Place {
  int line = 1;
  int column = 1;
};

// The configuration as a tree of uninterpreted text. A scalar is the text as written. A mapping
// keeps its entries in their order, duplicates included.
struct Node {
  enum class Kind { kNull, kScalar, kSequence, kMapping };

  Kind kind = Kind::kNull;  // null: nothing at all, `~`, or a plain `null`
  Place place;
  std::string scalar = {};
  std::string key = {};  // when the parent is a mapping
  Place key_place = {};
  std::vector<Node> children = {};  // a sequence's items, a mapping's values
  std::string option = {};          // "--timeout", when it comes from a command line
};

}  // namespace agent::config
