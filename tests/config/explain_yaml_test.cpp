// What people write in good faith and YAML does not take.
#include <gtest/gtest.h>

#include "agent/config/load.hpp"
#include "config/load_helpers.hpp"

namespace agent::config {
namespace {

constexpr BadConfig kSections[] = {
    {"pushgateways:\n  - url: http://a\n    basic_auth: {username: a, password_file: "
     "${CREDENTIALS_DIRECTORY}/push.password}\n",
     "5:46: not valid YAML: put the value of password_file in quotes, as in \"${NAME}/file\": "
     "within "
     "{ } or [ ] the brace of ${ means something else to YAML\n"},
    {"pushgateways: [{url: ${URL}}]\n",
     "3:22: not valid YAML: put the value of url in quotes, as in \"${NAME}/file\": within { } or "
     "[ ] "
     "the brace of ${ means something else to YAML\n"},
    {"local:\n  listen: [::1]:9465\n",
     "4:11: not valid YAML: put the value of listen in quotes, as in listen: \"[::1]:9465\": to "
     "YAML "
     "a [ begins a list\n"},
    {"local: {listen: [::1]:9465}\n",
     "3:17: not valid YAML: put the value of listen in quotes, as in listen: \"[::1]:9465\": to "
     "YAML "
     "a [ begins a list\n"},
    {"local:\n  listen: [::1]\n",
     "4:11: local.listen: must be text, not a list; put text that begins with [ in quotes\n"},
    {"pushgateways: [{url: http://[::1]:9091}]\n",
     "3:29: not valid YAML: put the value of url in quotes, or is a } or ] missing before it: "
     "within "
     "{ } or [ ] no plain text may hold [ or {\n"},
    {"pushgateways: [{url: http://a, basic_auth: {username: a, password: b #c}}]\n",
     "3:70: not valid YAML: a # after a blank begins a comment, so what closes the { or [ before "
     "it is not seen: put the text that holds the # in quotes\n"},
    {"collect: {interval: 5s\n",
     "4:1: not valid YAML: end of map flow not found (a { is not closed)\n"},
    {"collect:\n  interval: 5s\n    timeout: 5s\n",
     "5:5: not valid YAML: this line is indented deeper than the one before, which has a value "
     "already: begin both in the same column\n"},
};

constexpr BadConfig kSites[] = {
    {"@a", "1:7: not valid YAML: unknown token (put text that begins with @, ` or % in quotes)\n"},
    {"`a", "1:7: not valid YAML: unknown token (put text that begins with @, ` or % in quotes)\n"},
    {"%a", "1:7: not valid YAML: unknown token (put text that begins with @, ` or % in quotes)\n"},
    {"*a",
     "1:7: anchors (&) and aliases (*) are not supported; put a text that begins with one in "
     "quotes\n"},
    {"!a", "1:7: tags (!) are not supported; put a text that begins with ! in quotes\n"},
    {"|a", "1:7: not valid YAML: put a text that begins with | in quotes\n"},
    {">a", "1:7: not valid YAML: put a text that begins with > in quotes\n"},
    {", a", "1:7: not valid YAML: put a text that begins with , in quotes\n"},
    {"? a", "1:7: not valid YAML: illegal map key (put text that begins with ? in quotes)\n"},
    {"- a",
     "1:7: not valid YAML: illegal block entry (begin a list's items in lines of their own, and "
     "put "
     "text that begins with \"- \" in quotes)\n"},
    {"a: b",
     "1:8: not valid YAML: illegal map value (check the indentation, and put text that holds \": "
     "\" "
     "in quotes)\n"},
    {"{{ site }}",
     "1:7: not valid YAML: {{ begins a template's placeholder, which nothing has filled in here\n"},
    {"'O'Brien'",
     "1:9: not valid YAML: the value of site goes on after its closing quote: put a text with ' in "
     "it between \", and one with \" in it between '\n"},
    {"\"a", "1:7: not valid YAML: the quote that begins here is never closed\n"},
    {"'a", "1:7: not valid YAML: the quote that begins here is never closed\n"},
};

constexpr BadConfig kWholeFiles[] = {
    {" site: a\nsource: {demo: {}}\n",
     "2:1: not valid YAML: this line begins further left than the first one: begin site, source "
     "and "
     "all other keys of the top in the first column, without a blank before them\n"},
    {"# x\n\n  site: a\n  log: {}\n source: {demo: {}}\n",
     "5:2: not valid YAML: this line begins further left than the first one: begin site, source "
     "and "
     "all other keys of the top in the first column, without a blank before them\n"},
    {"site: a\n source: {demo: {}}\n",
     "2:2: not valid YAML: this line is indented deeper than the one before, which has a value "
     "already: begin both in the same column\n"},
    {"site:a\nsource: {demo: {}}\n",
     "1:1: not valid YAML: a space is missing after the colon: write key: value\n"},
    {"site = a\nsource: {demo: {}}\n",
     "1:1: not valid YAML: write key: value, with a colon and a space, not key = value\n"},
    {"[agent]\nsite=a\n",
     "2:1: not valid YAML: what stands before this line is complete in itself, so nothing may "
     "follow: write \"key: value\" lines\n"},
    {"site: a\rsource: {demo: {}}\r",
     "1:1: not valid YAML: its lines end in CR alone, as in old Macs' files: save it with plain "
     "ends "
     "of line (LF)\n"},
};

TEST(ExplainYaml, TellsWhatToPutInQuotes) {
  for (const BadConfig& bad : kSections) ExpectErrors(ParseSection(bad.yaml), bad);
  for (const BadConfig& bad : kSites) {
    const std::string yaml = "site: " + std::string(bad.yaml) + "\nsource: {demo: {}}\n";
    ExpectErrors(Parse(yaml), {yaml.c_str(), bad.errors});
  }
}

TEST(ExplainYaml, TellsHowLinesMustBegin) {
  for (const BadConfig& bad : kWholeFiles) ExpectErrors(Parse(bad.yaml), bad);
}

// "Halle #1" and "Halle #2" would both be the site "Halle".
TEST(ExplainYaml, WarnsOfACommentThatLooksLikeAPartOfTheText) {
  const auto warnings = [](const std::string& site) {
    return Lines(Parse("site: " + site + "\nsource: {demo: {}}\npushgateways: []\n").warnings);
  };
  EXPECT_EQ(
      warnings("Halle #2"),
      "config.yaml:1:13: site: what follows this # is a comment: put the whole text in quotes "
      "if it belongs to it, or else a space after the #\n");
  EXPECT_EQ(warnings("Halle # the second"), "");
  EXPECT_EQ(warnings("'Halle #2'"), "");
  EXPECT_EQ(warnings("Halle#2"), "");
}

TEST(ExplainYaml, QuotesNoPieceOfASecret) {
  for (const char* const password : {"[hunter2]x", "{hunter2: x}y", "{hunter2: ${X}", "'hunter'2'",
                                     "hunter: 2", "|hunter2", "\"hunter2"}) {
    const LoadResult result = ParseSection(
        "pushgateways:\n  - url: https://a\n    basic_auth:\n      username: a\n      password: " +
        std::string(password) + "\n");
    ASSERT_FALSE(result.errors.empty()) << password;
    EXPECT_EQ(Lines(result.errors).find("unter"), std::string::npos) << Lines(result.errors);
  }
}

}  // namespace
}  // namespace agent::config
