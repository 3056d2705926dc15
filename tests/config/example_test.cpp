#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <string>

#include "agent/base/file.hpp"
#include "agent/config/load.hpp"
#include "config/load_helpers.hpp"
#include "config/match.hpp"
#include "support/paths.hpp"

namespace agent::config {
namespace {

const std::string kPath = test::SourcePath("config.example.yaml");

// The example with every setting on that it has off. There "#" stands right before a key, or before
// the key's indentation by twos; in prose one space follows it.
std::string WithEverySettingOn() {
  std::string yaml;
  for (const std::string& line : SplitLines(base::ReadSmallFile(kPath))) {
    const auto off = Match("^( *)#((  )*[a-zA-Z_-]+:.*)$", line);
    yaml += (off ? (*off)[1] + (*off)[2] : line) + '\n';
  }
  return yaml;
}

Environment ExampleEnvironment() {
  return [](const std::string&) -> std::optional<std::string> { return "secret"; };
}

TEST(ExampleConfig, LoadsAsItIs) {
  const LoadResult result = LoadConfig(kPath, TestEnvironment());
  EXPECT_EQ(Lines(result.errors), "");
  EXPECT_EQ(Lines(result.warnings), "");
}

TEST(ExampleConfig, ShowsTheDefaults) {
  const Config minimal = MustParse(
      "site: my-farm\nsource: {database: {path: /srv/odin/odin-data/odin.db}}\n"
      "pushgateways: [{url: http://127.0.0.1:9091}]\n");
  EXPECT_EQ(MustLoad(LoadConfig(kPath, TestEnvironment())), minimal);
}

// Nothing is wrong with the settings that are off but that they exclude each other and that their
// files do not exist here.
TEST(ExampleConfig, HasOnlyGoodSettingsAmongThoseThatAreOff) {
  const LoadResult result =
      Refusing(ParseConfig(WithEverySettingOn(), "config.yaml", ExampleEnvironment()));
  std::string messages;
  for (const Diagnostic& error : result.errors) messages += error.message + '\n';
  EXPECT_EQ(
      messages,
      "source: needs exactly one of database, endpoint, demo\n"
      "source.endpoint: api_key and api_key_file exclude each other: keep one\n"
      "source.endpoint.api_key_file: /etc/odin-agent/secrets/odin.key: No such file or directory\n"
      "pushgateways[0]: basic_auth and authorization exclude each other: keep one\n"
      "pushgateways[0].basic_auth: password and password_file exclude each other: keep one\n"
      "pushgateways[0].basic_auth.password_file: /etc/odin-agent/secrets/push.password: No such "
      "file or directory\n"
      "pushgateways[0].authorization: credentials and credentials_file exclude each other: "
      "keep one\n"
      "pushgateways[0].authorization.credentials_file: /etc/odin-agent/secrets/push.token: No such "
      "file or directory\n"
      "pushgateways[0].tls_config.ca_file: /etc/odin-agent/secrets/ca.pem: No such file or "
      "directory\n"
      "pushgateways[0].tls_config.cert_file: /etc/odin-agent/secrets/client.pem: No such file or "
      "directory\n"
      "pushgateways[0].tls_config.key_file: /etc/odin-agent/secrets/client.key: No such file or "
      "directory\n"
      "local.tls_server_config.cert_file: /etc/odin-agent/secrets/local.pem: No such file or "
      "directory\n"
      "local.tls_server_config.key_file: /etc/odin-agent/secrets/local.key: No such file or "
      "directory\n"
      "local.tls_server_config.client_ca_file: /etc/odin-agent/secrets/clients.pem: No such file "
      "or "
      "directory\n"
      "local.authorization: credentials and credentials_file exclude each other: keep one\n"
      "local.authorization.credentials_file: /etc/odin-agent/secrets/local.token: No such file or "
      "directory\n");
}

// Changes up to eight places: a byte, a piece gone, a piece doubled, or YAML's own characters.
std::string Mutate(std::string text, std::mt19937& random) {
  using std::string_view_literals::operator""sv;
  constexpr std::string_view kMarks = "{}[]:,-#&*!|>'\"%@`$~?\n\t \\\x00\xFF"sv;
  const auto below = [&random](std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
  };
  for (std::size_t changes = 1 + below(8); changes > 0; --changes) {
    const std::size_t at = below(text.size());
    const std::size_t length = 1 + below(20);
    switch (below(4)) {
      case 0:
        text[at] = static_cast<char>(below(256));
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, text.substr(below(text.size()), length));
        break;
      default:
        text.insert(at, 1, kMarks[below(kMarks.size())]);
    }
    if (text.empty()) text.push_back('#');
  }
  return text;
}

TEST(ExampleConfig, SurvivesTwoThousandMutations) {
  std::mt19937 random(2026);
  const std::string active = base::ReadSmallFile(kPath);
  const std::string everything = WithEverySettingOn();
  int refused = 0;
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 2000; ++i) {
    const std::string yaml = Mutate(i % 2 == 0 ? active : everything, random);
    const LoadResult result = ParseConfig(yaml, "config.yaml", ExampleEnvironment());
    ASSERT_EQ(result.config.has_value(), result.errors.empty()) << yaml;
    for (const Diagnostic& error : result.errors) {
      ASSERT_GE(error.line, 1) << yaml;
      ASSERT_GE(error.column, 1) << yaml;
      ASSERT_FALSE(error.message.empty()) << yaml;
    }
    if (!result.config) ++refused;
  }
  EXPECT_GT(refused, 1000);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60));
}

}  // namespace
}  // namespace agent::config
