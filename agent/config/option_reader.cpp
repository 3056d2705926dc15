#include "agent/config/option_reader.hpp"

#include <algorithm>

namespace agent::config {

Node OptionNode(std::string_view key, std::string_view option, std::string_view text) {
  return {.kind = Node::Kind::kScalar,
          .place = {},
          .scalar = std::string(text),
          .key = std::string(key),
          .option = std::string(option)};
}

Node OptionNodeUnlessEmpty(std::string_view key, std::string_view option, std::string_view text) {
  Node node = OptionNode(key, option, text);
  if (text.empty()) node.kind = Node::Kind::kNull;
  return node;
}

Node OptionsNode(std::string_view key, std::vector<Node> options) {
  const bool is_given = std::ranges::any_of(
      options, [](const Node& option) { return option.kind != Node::Kind::kNull; });
  return {.kind = is_given ? Node::Kind::kMapping : Node::Kind::kNull,
          .place = {},
          .key = std::string(key),
          .children = std::move(options)};
}

void OptionReader::Number(Node& node) {
  node.place.line = ++last_place_;
  node.key_place = node.place;
  for (Node& child : node.children) Number(child);
}

Diagnostics OptionReader::Take() {
  SortByPlace(context_.found);
  return std::move(context_.found);
}

}  // namespace agent::config
