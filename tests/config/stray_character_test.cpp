// What copying from a web page, a chat or a text processor puts into a configuration.
#include "agent/config/stray_character.hpp"

#include <gtest/gtest.h>

#include "agent/config/load.hpp"
#include "config/load_helpers.hpp"

namespace agent::config {
namespace {

#define NBSP "\u00a0"
#define ZWSP "\u200b"

constexpr BadConfig kNames[] = {
    {"site: berlin" NBSP "\nsource: {demo: {}}\n",
     "1:13: site: ends in U+00A0, a no-break space: delete it\n"},
    {"site: " NBSP "\nsource: {demo: {}}\n",
     "1:7: site: begins with U+00A0, a no-break space: delete it\n"},
    {"site: Halle" NBSP "2\nsource: {demo: {}}\n",
     "1:12: site: holds U+00A0, a no-break space: type a plain space in its place\n"},
    {"site: ber" ZWSP "lin\nsource: {demo: {}}\n",
     "1:10: site: holds U+200B, a zero-width space: delete it\n"},
    {"site: \ufeff"
     "berlin\nsource: {demo: {}}\n",
     "1:7: site: begins with U+FEFF, a byte order mark: delete it\n"},
    {"site: a\u202e"
     "b\nsource: {demo: {}}\n",
     "1:8: site: holds U+202E, a right-to-left override: delete it\n"},
    {"site: a\u2066"
     "b\nsource: {demo: {}}\n",
     "1:8: site: holds U+2066, a left-to-right isolate: delete it\n"},
    {"site: a\U000e0001"
     "b\nsource: {demo: {}}\n",
     "1:8: site: holds U+E0001, which nobody sees: delete it\n"},
    {"site: \"berlin \"\nsource: {demo: {}}\n", "1:7: site: ends in U+0020, a space: delete it\n"},
    {"site: \"a\\u200bb\"\nsource: {demo: {}}\n",
     "1:7: site: holds U+200B, a zero-width space: delete it\n"},
    {"site: “berlin”\nsource: {demo: {}}\n",
     "1:7: site: begins with U+201C, a curly quotation mark: type a plain \" in its place\n"},
    {"site: „berlin“\nsource: {demo: {}}\n",
     "1:7: site: begins with U+201E, a low quotation mark: type a plain \" in its place\n"},
};

constexpr BadConfig kSections[] = {
    {"pushgateways: [{url: http://a, job: ' odin'}]",
     "3:38: pushgateways[0].job: begins with U+0020, a space: delete it\n"},
    {"pushgateways: [{url: 'http://a '}]",
     "3:22: pushgateways[0].url: ends in U+0020, a space: delete it\n"},
    {"pushgateways: [{url: http://a" ZWSP "}]",
     "3:30: pushgateways[0].url: ends in U+200B, a zero-width space: delete it\n"},
    {"collect: {interval: '15s '}", "3:21: collect.interval: ends in U+0020, a space: delete it\n"},
    {"collect: {interval: 15" NBSP "s}",
     "3:23: collect.interval: holds U+00A0, a no-break space: type a plain space in its place\n"},
    {"collect: {interval: １５s}",
     "3:21: collect.interval: \"１５s\" is not a duration (write one such as 15s or 1m30s) (it "
     "holds "
     "U+FF11: type it anew)\n"},
    {"collect: {interval:" NBSP "15s}",
     "3:11: collect.interval:\\u00a015s: unknown key (it holds U+00A0, a no-break space: type a "
     "plain space in its place)\n"},
    {"collect: {inter" ZWSP "val: 15s}",
     "3:11: collect.inter\\u200bval: unknown key (it holds U+200B, a zero-width space: delete "
     "it)\n"},
    {"collect:\n" NBSP NBSP "interval: 15s",
     "4:1: \\u00a0\\u00a0interval: unknown key (it holds U+00A0, a no-break space: type a plain "
     "space in its place)\n"},
    {"pushgateways:\n– url: http://a",
     "4:1: – url: unknown key (it holds U+2013, an en dash: type a plain - in its place)\n"},
    {"local: {listen: 127.0.0.1：9465}",
     "3:17: local.listen: \"127.0.0.1：9465\" is not an address to listen on (write IP:PORT, "
     "[IPv6]:PORT or localhost:PORT, or :PORT for all) (it holds U+FF1A, a full-width colon: type "
     "a plain : in its "
     "place)\n"},
    {"local: {allow_anonymous: true" ZWSP "}",
     "3:30: local.allow_anonymous: ends in U+200B, a zero-width space: delete it\n"},
    {"\ufeff"
     "collect: {interval: 5s}",
     "3:1: \\ufeffcollect: unknown key (it holds U+FEFF, a byte order mark: delete it)\n"},
};

// YAML itself loses the thread at these, somewhere else.
constexpr BadConfig kSyntax[] = {
    {"site:" NBSP "berlin\nsource: {demo: {}}\n",
     "1:6: not valid YAML: here stands U+00A0, a no-break space: type a plain space in its "
     "place\n"},
    {"site: a\n" NBSP "\nsource: {demo: {}}\n",
     "2:1: not valid YAML: here stands U+00A0, a no-break space: type a plain space in its "
     "place\n"},
    {"site：a\nsource: {demo: {}}\n",
     "1:5: not valid YAML: here stands U+FF1A, a full-width colon: type a plain : in its place\n"},
    {"site: a\u2028source: {demo: {}}\n",
     "1:8: not valid YAML: here stands U+2028, a line separator: put a plain end of line in its "
     "place\n"},
};

TEST(StrayCharacters, AreNamedInNamesAtTheirPlace) {
  for (const BadConfig& bad : kNames) ExpectErrors(Parse(bad.yaml), bad);
}

TEST(StrayCharacters, AreNamedInValuesAndKeysInsteadOfTheRuleThatTheyBreak) {
  for (const BadConfig& bad : kSections) ExpectErrors(ParseSection(bad.yaml), bad);
}

TEST(StrayCharacters, AreNamedWhereTheySpoilYaml) {
  for (const BadConfig& bad : kSyntax) ExpectErrors(Parse(bad.yaml), bad);
}

TEST(StrayCharacters, AreWarnedOfWhereTheyMayBeMeant) {
  const auto warnings = [](const char* section) { return Lines(ParseSection(section).warnings); };
  EXPECT_EQ(
      warnings("pushgateways: []\nexternal_labels: {hall: ' 2'}"),
      "config.yaml:4:26: external_labels.hall: begins with U+0020, a space: delete it, unless "
      "it is meant\n");
  EXPECT_EQ(warnings("pushgateways: [{url: 'https://a', basic_auth: {username: a, password: "
                     "'hunter2" NBSP "'}}]"),
            "config.yaml:3:79: pushgateways[0].basic_auth.password: ends in U+00A0, a no-break "
            "space: delete it, unless it is meant\n");
}

TEST(StrayCharacters, AreNamedInLabelsAndUserNames) {
  EXPECT_EQ(
      Lines(ParseSection("external_labels: {ha" ZWSP "ll: a}").errors),
      "config.yaml:3:19: external_labels.ha\\u200bll: is not a label name (letters, digits and "
      "_, not beginning with a digit) (it holds U+200B, a zero-width space: delete it)\n");
  EXPECT_EQ(
      Lines(ParseSection("pushgateways: []\nlocal: {basic_auth_users: {\"anna" NBSP
                         "\": $2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy}}")
                .warnings),
      "config.yaml:4:38: local.basic_auth_users.anna\\u00a0: the name holds U+00A0, a no-break "
      "space: type a plain space in its place, unless it is meant\n");
}

TEST(StrayCharacters, ThatJoinLettersOrChooseTheirFormMayNameASite) {
  const LoadResult persian = Parse("site: می\u200cخواهم\nsource: {demo: {}}\npushgateways: []\n");
  ASSERT_TRUE(persian.config) << Lines(persian.errors);
  EXPECT_EQ(Lines(persian.warnings),
            "config.yaml:1:11: site: holds U+200C, a zero-width non-joiner, which nobody sees: "
            "write it wherever this text stands, or delete it\n");
  EXPECT_TRUE(Parse("site: ⚙\ufe0f Halle\nsource: {demo: {}}\n").config);
  EXPECT_FALSE(Parse("site: a\u200cb\nsource: {demo: {}}\n").config);
}

TEST(StrayCharacters, AreNoneInWhatPeopleWrite) {
  for (const char* const site : {"Köln", "O'Brien", "Joe’s farm", "東京 1", "Halle – Süd", "🏭"}) {
    const LoadResult result =
        Parse("site: " + std::string(site) + "\nsource: {demo: {}}\npushgateways: []\n");
    EXPECT_TRUE(result.config) << Lines(result.errors);
    EXPECT_EQ(Lines(result.warnings), "");
  }
}

TEST(StrayCharacters, AreTracedToTheVariableThatBroughtThem) {
  const LoadResult result =
      ParseConfig("site: ${FARM}\nsource: {demo: {}}\n", "config.yaml",
                  [](const std::string&) -> std::optional<std::string> { return "a" NBSP; });
  EXPECT_EQ(Lines(result.errors),
            "config.yaml:1:7: site: ends in U+00A0, a no-break space (see environment variable "
            "FARM): delete it\n");
}

TEST(StrayCharacters, AreFoundBehindAByteOrderMarkAndLineEndsOfWindows) {
  ExpectErrors(Parse("\ufeff# x\r\nsite: a" NBSP "\r\nsource: {demo: {}}\r\n"),
               {"", "2:8: site: ends in U+00A0, a no-break space: delete it\n"});
}

}  // namespace
}  // namespace agent::config
