#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "agent/base/file.hpp"
#include "agent/config/load.hpp"
#include "config/grammar.hpp"
#include "config/load_helpers.hpp"
#include "config/match.hpp"
#include "support/paths.hpp"

// Holds the grammar in the README against what the loader does: the same keys in each mapping, the
// same types, the same defaults, the same required keys.
namespace agent::config {
namespace {

using Pairs = std::map<std::string, std::string>;

// The words that a placeholder such as <level> stands for: "debug, info, warn, error".
std::map<std::string, std::string> ReadChoices() {
  std::map<std::string, std::string> choices;
  for (const std::string& line : ReadmeLines()) {
    const auto choice = Match(R"(^\* `<(\w+)>`: one of (.*)$)", line);
    if (!choice) continue;
    std::string words = (*choice)[2];
    std::erase(words, '`');
    choices[(*choice)[1]] = words;
  }
  return choices;
}

// A place where a mapping of the grammar stands: the configuration around it ("@" for its own
// entries), the path to it, and the entries that it cannot be without.
struct Spot {
  std::string mapping;
  std::string around;
  std::string path;
  Pairs needed;

  LoadResult Load(const Pairs& entries) const {
    std::string text;
    for (const auto& [key, value] : entries) text += key + ": " + value + ", ";
    std::string yaml = around;
    yaml.replace(yaml.find('@'), 1, text);
    return Refusing(ParseConfig(yaml, "/nowhere/config.yaml", TestEnvironment()));
  }
  LoadResult LoadWith(const std::string& key, const std::string& value) const {
    Pairs entries = needed;
    entries[key] = value;
    return Load(entries);
  }
  std::string PathOf(const std::string& key) const { return path.empty() ? key : path + '.' + key; }
};

std::vector<Spot> Spots() {
  constexpr const char* kTlsFile = "tests/fixtures/form_of_tls_files.pem";
  const std::string head = "{site: a, source: {demo: {}}, ";
  const std::string gateway = head + "pushgateways: [{url: https://a, ";
  const Pairs token = {{"credentials", "a"}};
  return {
      {"config", "{@}", "", {{"site", "a"}, {"source", "{demo: {}}"}}},
      {"source", "{site: a, source: {@}}", "source", {{"demo", "{}"}}},
      {"database", "{site: a, source: {database: {@}}}", "source.database", {{"path", "/a"}}},
      {"endpoint", "{site: a, source: {endpoint: {@}}}", "source.endpoint", {{"url", "https://a"}}},
      {"demo", "{site: a, source: {demo: {@}}}", "source.demo", {}},
      {"collect", head + "collect: {@}}", "collect", {}},
      {"pushgateway", head + "pushgateways: [{@}]}", "pushgateways[0]", {{"url", "https://a"}}},
      {"basic_auth",
       gateway + "basic_auth: {@}}]}",
       "pushgateways[0].basic_auth",
       {{"username", "a"}, {"password", "b"}}},
      {"authorization", gateway + "authorization: {@}}]}", "pushgateways[0].authorization", token},
      {"authorization", head + "local: {authorization: {@}}}", "local.authorization", token},
      {"tls_config", gateway + "tls_config: {@}}]}", "pushgateways[0].tls_config", {}},
      {"local", head + "local: {@}}", "local", {}},
      {"tls_server_config",
       head + "local: {tls_server_config: {@}}}",
       "local.tls_server_config",
       {{"cert_file", test::SourcePath(kTlsFile)}, {"key_file", test::SourcePath(kTlsFile)}}},
      {"log", head + "log: {@}}", "log", {}},
  };
}

bool HasError(const LoadResult& result, const std::string& message) {
  return std::any_of(result.errors.begin(), result.errors.end(), [&](const Diagnostic& error) {
    return error.message.find(message) != std::string::npos;
  });
}

// The words of "a, b, c".
std::set<std::string> Words(std::string list) {
  std::erase(list, ',');
  std::istringstream stream(list);
  return {std::istream_iterator<std::string>(stream), std::istream_iterator<std::string>()};
}

// A value that `type` cannot be, and how the loader refuses it.
std::pair<std::string, std::string> WrongValue(const std::string& type) {
  static const std::map<std::string, std::pair<std::string, std::string>> kWrong = {
      {"string", {"[a]", "must be text"}},
      {"secret", {"[a]", "must be text"}},
      {"boolean", {"maybe", "\"maybe\" is not a boolean"}},
      {"int", {"many", "\"many\" is not a whole number"}},
      {"duration", {"soon", "\"soon\" is not a duration"}},
      {"filename", {"missing", "/nowhere/missing: No such file or directory"}},
      {"url", {"nonsense", "URL"}},
      {"address", {"nonsense", "\"nonsense\" is not an address"}},
      {"list", {"text", "must be a list"}},
      {"map", {"text", "must be a mapping"}},
  };
  if (const auto found = kWrong.find(type); found != kWrong.end()) return found->second;
  const std::map<std::string, std::string> choices = ReadChoices();
  if (const auto found = choices.find(type); found != choices.end()) {
    return {"bogus", "\"bogus\" is not one of " + found->second};
  }
  EXPECT_TRUE(ReadGrammar().contains(type)) << "the README does not explain <" << type << ">";
  return {"text", "must be a mapping"};
}

TEST(ReadmeGrammar, HasEveryMappingOfTheConfiguration) {
  std::set<std::string> in_readme;
  for (const auto& [name, keys] : ReadGrammar()) in_readme.insert(name);
  std::set<std::string> known;
  for (const Spot& spot : Spots()) known.insert(spot.mapping);
  EXPECT_EQ(in_readme, known);
}

TEST(ReadmeGrammar, HasTheLoadersKeys) {
  const auto grammar = ReadGrammar();
  for (const Spot& spot : Spots()) {
    const LoadResult result = spot.LoadWith("zzzzzzzz", "1");
    ASSERT_FALSE(result.errors.empty()) << spot.path;
    const auto known = Match(R"(known here: (.*)\))", result.errors[0].message);
    ASSERT_TRUE(known) << result.errors[0].message;
    const std::set<std::string> loaders = Words((*known)[1]);
    std::set<std::string> readmes;
    for (const auto& [key, unused] : grammar.at(spot.mapping)) readmes.insert(key);
    EXPECT_EQ(readmes, loaders) << spot.path;
  }
}

TEST(ReadmeGrammar, HasTheLoadersTypes) {
  const auto grammar = ReadGrammar();
  for (const Spot& spot : Spots()) {
    for (const auto& [key, rule] : grammar.at(spot.mapping)) {
      const auto [value, message] = WrongValue(rule.type);
      const LoadResult result = spot.LoadWith(key, value);
      if (spot.PathOf(key) == "source.database.path") {
        // O.D.I.N. may be installed after the agent, so this one file may be missing.
        EXPECT_EQ(std::get<DatabaseSource>(MustLoad(result).source).path, "/nowhere/missing");
      } else {
        EXPECT_TRUE(HasError(result, spot.PathOf(key) + ": ") && HasError(result, message))
            << spot.PathOf(key) << ": " << value << '\n'
            << Lines(result.errors);
      }
    }
  }
}

TEST(ReadmeGrammar, CallsTextWhatIsText) {
  const auto grammar = ReadGrammar();
  for (const Spot& spot : Spots()) {
    for (const auto& [key, rule] : grammar.at(spot.mapping)) {
      if (rule.type != "string" && rule.type != "secret") continue;
      const LoadResult result = spot.LoadWith(key, "Bearer");
      EXPECT_FALSE(HasError(result, spot.PathOf(key) + ": ")) << Lines(result.errors);
    }
  }
}

TEST(ReadmeGrammar, HasTheLoadersDefaults) {
  const auto grammar = ReadGrammar();
  int defaults = 0;
  for (const Spot& spot : Spots()) {
    const Config without = MustLoad(spot.Load(spot.needed));
    for (const auto& [key, rule] : grammar.at(spot.mapping)) {
      if (rule.default_text.empty()) continue;
      EXPECT_EQ(MustLoad(spot.LoadWith(key, rule.default_text)), without) << spot.PathOf(key);
      ++defaults;
    }
  }
  EXPECT_GT(defaults, 10);
}

TEST(ReadmeGrammar, SaysWhichKeysAreRequired) {
  const auto grammar = ReadGrammar();
  for (const Spot& spot : Spots()) {
    const LoadResult result = spot.Load({});
    for (const auto& [key, rule] : grammar.at(spot.mapping)) {
      EXPECT_EQ(HasError(result, spot.PathOf(key) + ": is required"), rule.required)
          << spot.PathOf(key);
    }
  }
}

TEST(ReadmeGrammar, IsAllInTheExample) {
  const std::string example = base::ReadSmallFile(test::SourcePath("config.example.yaml"));
  for (const auto& [name, keys] : ReadGrammar()) {
    for (const auto& [key, unused] : keys) {
      EXPECT_TRUE(Match("\n *#? *(- )?" + key + ":", example))
          << "config.example.yaml lacks " << key << " of <" << name << ">";
    }
  }
}

TEST(ReadmeGrammar, IsPrecededByAnExampleThatLoads) {
  const std::vector<std::string> lines = ReadmeLines();
  auto line = std::find(lines.begin(), lines.end(), "```yaml");
  std::string yaml;
  for (++line; *line != "```"; ++line) yaml += *line + '\n';
  const LoadResult result = Parse(yaml);
  ASSERT_EQ(result.errors.size(), 1U) << Lines(result.errors);
  EXPECT_TRUE(HasError(result, "push.password: No such file or directory"));
}

}  // namespace
}  // namespace agent::config
