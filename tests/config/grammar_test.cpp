#include "agent/config/grammar.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/base/file.hpp"
#include "agent/config/load.hpp"
#include "agent/config/suggest.hpp"
#include "config/load_helpers.hpp"
#include "config/match.hpp"
#include "support/paths.hpp"

// Holds the grammar, which the reference is made from, against what the loader does: the same keys
// in each mapping, the same types, the same defaults, the same required keys.
namespace agent::config {
namespace {

using Pairs = std::map<std::string, std::string>;

const MappingDescription& FindMapping(const Grammar& grammar, std::string_view name) {
  const auto found = std::ranges::find(grammar, name, &MappingDescription::name);
  if (found == grammar.end()) throw std::runtime_error("no mapping " + std::string(name));
  return *found;
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
  LoadResult LoadWith(std::string_view key, const std::string& value) const {
    Pairs entries = needed;
    entries[std::string(key)] = value;
    return Load(entries);
  }
  std::string PathOf(std::string_view key) const {
    return (path.empty() ? "" : path + '.') + std::string(key);
  }
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

// A value that the key cannot have, and how the loader refuses it.
std::pair<std::string, std::string> WrongValue(const KeyDescription& key) {
  static const std::map<std::string_view, std::pair<std::string, std::string>> kWrong = {
      {"string", {"[a]", "must be text"}},
      {"secret", {"[a]", "must be text"}},
      {"boolean", {"maybe", "\"maybe\" is not a boolean"}},
      {"int", {"many", "\"many\" is not a whole number"}},
      {"duration", {"soon", "\"soon\" is not a duration"}},
      {"filename", {"missing", "/nowhere/missing: No such file or directory"}},
      {"url", {"nonsense", "URL"}},
      {"address", {"nonsense", "\"nonsense\" is not an address"}},
  };
  if (key.form == Form::kList) return {"text", "must be a list"};
  if (key.form == Form::kEntries) return {"text", "must be a mapping"};
  if (!key.words.empty()) return {"bogus", "\"bogus\" is not one of " + JoinWords(key.words)};
  const auto found = kWrong.find(key.type);
  return found != kWrong.end() ? found->second : std::pair("text", "must be a mapping");
}

TEST(Grammar, HasEveryMappingOfTheConfiguration) {
  std::set<std::string> described;
  for (const MappingDescription& mapping : DescribeGrammar()) described.emplace(mapping.name);
  std::set<std::string> known;
  for (const Spot& spot : Spots()) known.insert(spot.mapping);
  EXPECT_EQ(described, known);
}

TEST(Grammar, HasTheLoadersKeys) {
  const Grammar grammar = DescribeGrammar();
  for (const Spot& spot : Spots()) {
    const LoadResult result = spot.LoadWith("zzzzzzzz", "1");
    ASSERT_FALSE(result.errors.empty()) << spot.path;
    const auto known = Match(R"(known here: (.*)\))", result.errors[0].message);
    ASSERT_TRUE(known) << result.errors[0].message;
    std::vector<std::string_view> described;
    for (const KeyDescription& key : FindMapping(grammar, spot.mapping).keys) {
      described.push_back(key.key);
    }
    EXPECT_EQ(JoinWords(described), (*known)[1]) << spot.path;
  }
}

// The files that need not be there yet.
const std::set<std::string> kMayBeMissing{
    "source.database.path",  // O.D.I.N. may be installed after the agent
};

TEST(Grammar, HasTheLoadersTypes) {
  const Grammar grammar = DescribeGrammar();
  for (const Spot& spot : Spots()) {
    for (const KeyDescription& key : FindMapping(grammar, spot.mapping).keys) {
      const auto [value, message] = WrongValue(key);
      const std::string path = spot.PathOf(key.key);
      const LoadResult result = spot.LoadWith(key.key, value);
      if (kMayBeMissing.contains(path)) {
        EXPECT_EQ(MustLoad(result), MustLoad(spot.LoadWith(key.key, "/nowhere/missing"))) << path;
      } else {
        EXPECT_TRUE(HasError(result, path + ": ") && HasError(result, message))
            << path << ": " << value << '\n'
            << Lines(result.errors);
      }
    }
  }
}

TEST(Grammar, CallsTextWhatIsText) {
  const Grammar grammar = DescribeGrammar();
  for (const Spot& spot : Spots()) {
    for (const KeyDescription& key : FindMapping(grammar, spot.mapping).keys) {
      if (key.form != Form::kSingle || (key.type != "string" && key.type != "secret")) continue;
      const LoadResult result = spot.LoadWith(key.key, "Bearer");
      EXPECT_FALSE(HasError(result, spot.PathOf(key.key) + ": ")) << Lines(result.errors);
    }
  }
}

TEST(Grammar, HasTheLoadersDefaults) {
  const Grammar grammar = DescribeGrammar();
  int defaults = 0;
  for (const Spot& spot : Spots()) {
    const Config without = MustLoad(spot.Load(spot.needed));
    for (const KeyDescription& key : FindMapping(grammar, spot.mapping).keys) {
      if (key.default_text.empty()) continue;
      EXPECT_EQ(MustLoad(spot.LoadWith(key.key, key.default_text)), without)
          << spot.PathOf(key.key);
      ++defaults;
    }
  }
  EXPECT_GT(defaults, 10);
}

// A value that the key does not have by default; empty where that takes more than the key alone.
std::string OtherValue(const KeyDescription& key) {
  if (key.type == "boolean") return key.default_text == "true" ? "false" : "true";
  if (key.type == "duration") return "9s";
  if (key.type == "int") return "7";
  return "";
}

TEST(Grammar, HasAMemberForEachKey) {
  const Grammar grammar = DescribeGrammar();
  for (const Spot& spot : Spots()) {
    std::vector<Config> configs{MustLoad(spot.Load(spot.needed))};
    for (const KeyDescription& key : FindMapping(grammar, spot.mapping).keys) {
      const std::string value = OtherValue(key);
      if (value.empty()) continue;
      const Config config = MustLoad(spot.LoadWith(key.key, value));
      EXPECT_EQ(std::count(configs.begin(), configs.end(), config), 0) << spot.PathOf(key.key);
      configs.push_back(config);
    }
  }
}

TEST(Grammar, SaysWhichKeysAreRequired) {
  const Grammar grammar = DescribeGrammar();
  for (const Spot& spot : Spots()) {
    const LoadResult result = spot.Load({});
    for (const KeyDescription& key : FindMapping(grammar, spot.mapping).keys) {
      EXPECT_EQ(HasError(result, spot.PathOf(key.key) + ": is required"),
                key.need == Need::kRequired)
          << spot.PathOf(key.key);
    }
  }
}

TEST(Grammar, IsAllInTheExample) {
  const std::string example = base::ReadSmallFile(test::SourcePath("config.example.yaml"));
  for (const MappingDescription& mapping : DescribeGrammar()) {
    for (const KeyDescription& key : mapping.keys) {
      EXPECT_TRUE(Match("\n *#? *(- )?" + std::string(key.key) + ":", example))
          << "config.example.yaml lacks " << key.key << " of <" << mapping.name << ">";
    }
  }
}

}  // namespace
}  // namespace agent::config
