#include "agent/config/yaml_tree.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <array>
#include <sstream>
#include <utility>

namespace agent::config {
namespace {

constexpr std::size_t kMaxDepth = 32;

constexpr const char* kNoAliases =
    "anchors (&) and aliases (*) are not supported; put a text that begins with one in quotes";

// What usually lies behind yaml-cpp's words.
constexpr std::array<std::pair<std::string_view, const char*>, 6> kHints{{
    {"illegal map value", "check the indentation, and quote text that holds \": \""},
    {"unknown token", "quote text that begins with @, ` or %"},
    {"unknown escape character", "put text with backslashes in single quotes"},
    {"end of map not found", "check the indentation"},
    {"end of map flow not found", "a { is not closed"},
    {"end of sequence flow not found", "a [ is not closed"},
}};

Place PlaceOf(const YAML::Mark& mark) {
  if (mark.is_null()) return {};
  return {mark.line + 1, mark.column + 1};
}

// Builds the tree from yaml-cpp's events. Its nodes would hide duplicate keys, so they are not
// used.
class TreeBuilder final : public YAML::EventHandler {
 public:
  YamlNode TakeRoot() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (std::exchange(started_, true)) {
      throw YamlError(PlaceOf(mark), "the file must hold one YAML document, and nothing after it");
    }
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    Add({.kind = YamlNode::Kind::kNull, .place = PlaceOf(mark)});
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    throw YamlError(PlaceOf(mark), kNoAliases);
  }
  void OnAnchor(const YAML::Mark& mark, const std::string&) override {
    throw YamlError(PlaceOf(mark), kNoAliases);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& text) override {
    RefuseTag(mark, tag);
    Add({.kind = YamlNode::Kind::kScalar, .place = PlaceOf(mark), .scalar = text});
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    Open(mark, tag, YamlNode::Kind::kSequence);
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    Open(mark, tag, YamlNode::Kind::kMapping);
  }
  void OnMapEnd() override { Close(); }

 private:
  // A container that is being filled; in a mapping, keys and values arrive in turn.
  struct Container {
    YamlNode node;
    std::string key = {};
    Place key_place = {};
    bool has_key = false;
  };

  // yaml-cpp's own tags say whether a scalar was plain ("?") or quoted ("!").
  static void RefuseTag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    throw YamlError(PlaceOf(mark),
                    "tags (!) are not supported; put a text that begins with ! in quotes");
  }

  void Open(const YAML::Mark& mark, const std::string& tag, YamlNode::Kind kind) {
    RefuseTag(mark, tag);
    if (open_.size() == kMaxDepth) {
      throw YamlError(PlaceOf(mark),
                      "nested more than " + std::to_string(kMaxDepth) + " levels deep");
    }
    open_.push_back({.node = {.kind = kind, .place = PlaceOf(mark)}});
  }

  void Close() {
    YamlNode node = std::move(open_.back().node);
    open_.pop_back();
    Add(std::move(node));
  }

  void Add(YamlNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Container& parent = open_.back();
    if (parent.node.kind == YamlNode::Kind::kMapping) {
      if (!parent.has_key) {
        if (node.kind != YamlNode::Kind::kScalar) throw YamlError(node.place, "a key must be text");
        parent.key = std::move(node.scalar);
        parent.key_place = node.place;
        parent.has_key = true;
        return;
      }
      node.key = std::move(parent.key);
      node.key_place = parent.key_place;
      parent.has_key = false;
    }
    parent.node.children.push_back(std::move(node));
  }

  bool started_ = false;
  YamlNode root_;
  std::vector<Container> open_;
};

bool IsIndentedByTab(std::string_view text, int line) {
  for (; line > 1; --line) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
  }
  const std::size_t first = text.find_first_not_of(' ');
  return first != std::string_view::npos && text[first] == '\t';
}

std::string Explain(const YAML::Exception& error, std::string_view text) {
  // What yaml-cpp appends after a colon is a piece of the text.
  const std::string what = error.msg.substr(0, error.msg.find(": "));
  if (what == "the referenced anchor is not defined") return kNoAliases;
  if (IsIndentedByTab(text, PlaceOf(error.mark).line)) {
    return "not valid YAML: the line is indented with a tab; use spaces";
  }
  for (const auto& [message, hint] : kHints) {
    if (message == what) return "not valid YAML: " + what + " (" + hint + ")";
  }
  return "not valid YAML: " + what;
}

}  // namespace

YamlNode ParseYaml(std::string_view text) {
  std::istringstream stream{std::string(text)};
  TreeBuilder builder;
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    throw YamlError(PlaceOf(error.mark), Explain(error, text));
  }
  return builder.TakeRoot();
}

}  // namespace agent::config
