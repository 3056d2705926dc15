#include "agent/config/yaml_tree.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <optional>
#include <sstream>
#include <utility>

#include "agent/base/utf8.hpp"
#include "agent/config/explain_yaml.hpp"
#include "agent/config/file_kind.hpp"
#include "agent/config/raw_text.hpp"

namespace agent::config {
namespace {

constexpr std::size_t kMaxDepth = 32;

constexpr const char* kNoAliases =
    "anchors (&) and aliases (*) are not supported; put a text that begins with one in quotes";

Place PlaceOf(const YAML::Mark& mark) {
  if (mark.is_null()) return {};
  return {mark.line + 1, mark.column + 1};
}

// Builds the tree from yaml-cpp's events. Its nodes would hide duplicate keys, so they are not
// used.
class TreeBuilder final : public YAML::EventHandler {
 public:
  explicit TreeBuilder(std::string_view text) : text_(text), lines_(text) {}

  Node TakeRoot() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (std::exchange(started_, true)) throw ExplainSecondDocument(PlaceOf(mark), text_);
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    Add({.kind = Node::Kind::kNull, .place = PlaceOf(mark)});
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
    RefuseOpenQuote(mark, tag);
    Add({.kind = Node::Kind::kScalar, .place = PlaceOf(mark), .scalar = text});
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    Open(mark, tag, Node::Kind::kSequence);
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    Open(mark, tag, Node::Kind::kMapping);
  }
  void OnMapEnd() override { Close(); }

 private:
  // A container that is being filled; in a mapping, keys and values arrive in turn.
  struct Container {
    Node node;
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

  // yaml-cpp takes the end of the file for the missing quotation mark.
  void RefuseOpenQuote(const YAML::Mark& mark, const std::string& tag) const {
    if (tag != "!") return;
    const std::size_t offset = lines_.OffsetOf(PlaceOf(mark));
    const bool is_quote = offset < text_.size() && (text_[offset] == '"' || text_[offset] == '\'');
    if (is_quote && QuotedLength(text_, offset) == std::string_view::npos) {
      throw YamlError(PlaceOf(mark), "not valid YAML: the quote that begins here is never closed");
    }
  }

  void Open(const YAML::Mark& mark, const std::string& tag, Node::Kind kind) {
    RefuseTag(mark, tag);
    if (open_.size() == kMaxDepth) {
      throw YamlError(PlaceOf(mark),
                      "nested more than " + std::to_string(kMaxDepth) + " levels deep");
    }
    open_.push_back({.node = {.kind = kind, .place = PlaceOf(mark)}});
  }

  void Close() {
    Node node = std::move(open_.back().node);
    open_.pop_back();
    Add(std::move(node));
  }

  void Add(Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Container& parent = open_.back();
    if (parent.node.kind == Node::Kind::kMapping) {
      if (!parent.has_key) {
        if (node.kind != Node::Kind::kScalar) throw ExplainBadKey(node.place, text_);
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

  const std::string_view text_;
  const LineIndex lines_;
  bool started_ = false;
  Node root_;
  std::vector<Container> open_;
};

}  // namespace

Node ParseYaml(std::string_view text) {
  if (const std::optional<YamlError> foreign = JudgeFileKind(text)) throw YamlError(*foreign);
  text = base::WithoutByteOrderMark(text);
  std::istringstream stream{std::string(text)};
  TreeBuilder builder(text);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    // What yaml-cpp appends after a colon is a piece of the text.
    const std::string what = error.msg.substr(0, error.msg.find(": "));
    if (what == "the referenced anchor is not defined") {
      throw YamlError(PlaceOf(error.mark), kNoAliases);
    }
    throw ExplainSyntax(what, PlaceOf(error.mark), text);
  }
  return builder.TakeRoot();
}

}  // namespace agent::config
