#include "agent/config/yaml_tree.hpp"

#include <gtest/gtest.h>

#include <string>

namespace agent::config {
namespace {

using Kind = Node::Kind;

// "line:column what" of the error that `yaml` gives, or "" for none.
std::string ErrorOf(const std::string& yaml) {
  try {
    (void)ParseYaml(yaml);
    return "";
  } catch (const YamlError& error) {
    return std::to_string(error.place().line) + ':' + std::to_string(error.place().column) + ' ' +
           error.what();
  }
}

std::string Repeat(std::string_view piece, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += piece;
  return text;
}

TEST(YamlTree, KeepsScalarsAsTheyAreWritten) {
  const Node root = ParseYaml("a: 010\nb: yes\nc: '1.50'\nd: 0x1F\n");
  ASSERT_EQ(root.children.size(), 4U);
  EXPECT_EQ(root.children[0].scalar, "010");
  EXPECT_EQ(root.children[1].scalar, "yes");
  EXPECT_EQ(root.children[2].scalar, "1.50");
  EXPECT_EQ(root.children[3].scalar, "0x1F");
}

TEST(YamlTree, KeepsDuplicateKeysInTheirOrder) {
  const Node root = ParseYaml("a: 1\nb: 2\na: 3\n");
  ASSERT_EQ(root.children.size(), 3U);
  EXPECT_EQ(root.children[0].key, "a");
  EXPECT_EQ(root.children[2].key, "a");
  EXPECT_EQ(root.children[2].scalar, "3");
}

TEST(YamlTree, KnowsTheThreeWaysToWriteNull) {
  const Node root = ParseYaml("a:\nb: ~\nc: null\nd: 'null'\ne: ''\n");
  ASSERT_EQ(root.children.size(), 5U);
  EXPECT_EQ(root.children[0].kind, Kind::kNull);
  EXPECT_EQ(root.children[1].kind, Kind::kNull);
  EXPECT_EQ(root.children[2].kind, Kind::kNull);
  EXPECT_EQ(root.children[3].kind, Kind::kScalar);
  EXPECT_EQ(root.children[4].kind, Kind::kScalar);
}

TEST(YamlTree, TakesAnEmptyDocumentForNull) {
  for (const char* const yaml : {"", "\n", "# only a comment\n", "---\n", "\xEF\xBB\xBF"}) {
    const Node root = ParseYaml(yaml);
    EXPECT_EQ(root.kind, Kind::kNull) << yaml;
  }
}

TEST(YamlTree, SaysWhereKeysAndValuesStand) {
  const Node root = ParseYaml("a: 1\nlist:\n  - x: [7, eight]\n");
  const Node& item = root.children[1].children[0];
  EXPECT_EQ(item.place.line, 3);
  EXPECT_EQ(item.place.column, 5);
  EXPECT_EQ(item.children[0].key_place.column, 5);
  const Node& eight = item.children[0].children[1];
  EXPECT_EQ(eight.place.line, 3);
  EXPECT_EQ(eight.place.column, 12);
}

TEST(YamlTree, SkipsAByteOrderMark) {
  const Node root = ParseYaml("\xEF\xBB\xBFsite: x\n");
  ASSERT_EQ(root.children.size(), 1U);
  EXPECT_EQ(root.children[0].key, "site");
}

TEST(YamlTree, SaysWhatIsWrongWithTheSyntax) {
  EXPECT_EQ(ErrorOf("a: b: c\n"),
            "1:5 not valid YAML: illegal map value (check the indentation, and put text "
            "that holds \": \" in quotes)");
  EXPECT_EQ(ErrorOf("a: @x\n"),
            "1:4 not valid YAML: unknown token (put text that begins with @, ` or % in quotes)");
  EXPECT_EQ(ErrorOf("a: [1,\n"),
            "2:1 not valid YAML: end of sequence flow not found (a [ is not closed)");
  EXPECT_EQ(ErrorOf("a:\n\t- b\n"),
            "2:1 not valid YAML: the line is indented with a tab; use spaces");
}

TEST(YamlTree, NeverQuotesTheText) {
  EXPECT_EQ(ErrorOf("password: \"hunter\\q2\"\n"),
            "1:20 not valid YAML: unknown escape character (put text with backslashes in single "
            "quotes)");
  constexpr const char* kNoAliases =
      "1:11 anchors (&) and aliases (*) are not supported; put a text that begins with one in "
      "quotes";
  EXPECT_EQ(ErrorOf("password: *hunter2\n"), kNoAliases);
  EXPECT_EQ(ErrorOf("password: &hunter2\n"), kNoAliases);
  EXPECT_EQ(ErrorOf("password: !hunter2\n"),
            "1:11 tags (!) are not supported; put a text that begins with ! in quotes");
}

TEST(YamlTree, RefusesWhatAConfigurationHasNoUseFor) {
  EXPECT_EQ(ErrorOf("a: 1\n---\nb: 2\n"),
            "2:1 the file must hold one YAML document, and nothing after it");
  EXPECT_EQ(ErrorOf("? [x]\n: y\n"),
            "1:3 a key must be text; text that begins with { or [ must stand in quotes");
  EXPECT_EQ(ErrorOf("a: 1\n~: y\n"), "2:1 a key must be text");
  EXPECT_EQ(ErrorOf("a: !!str 1\n"),
            "1:4 tags (!) are not supported; put a text that begins with ! in quotes");
}

TEST(YamlTree, BoundsTheNesting) {
  const auto nested = [](std::size_t depth) {
    return "a: " + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "\n";
  };
  EXPECT_EQ(ErrorOf(nested(32)), "");
  EXPECT_EQ(ErrorOf(nested(33)), "1:35 nested more than 32 levels deep");
}

// Some of these recurse without end in a parser that is not bounded, others never advance it.
TEST(YamlTree, SurvivesEndlessNesting) {
  constexpr std::size_t kBytes = 1 << 18;
  for (const char* const piece : {"{", "- ", "? ", "{a: ", "[a: ", "? [", ": ", "[[],"}) {
    EXPECT_NE(ErrorOf(Repeat(piece, kBytes)), "") << piece;
    EXPECT_NE(ErrorOf("a: [" + Repeat(piece, kBytes)), "") << piece;
  }
  for (const char* const piece : {"[a],", "\"a\" ", "---\n", ",", "}", "&a ", "!a ", "| "}) {
    EXPECT_NE(ErrorOf(Repeat(piece, kBytes)), "") << piece;
  }
}

}  // namespace
}  // namespace agent::config
