#include <gtest/gtest.h>

#include <string>

#include "agent/config/load.hpp"
#include "config/load_helpers.hpp"

namespace agent::config {
namespace {

// Each stands for the mapping of source.endpoint, from line 2, column 20 on.
const BadConfig kEndpoints[] = {
    {"", "2:20: source.endpoint.url: is required\n"},
    {"url: 127.0.0.1:8000",
     "2:26: source.endpoint.url: \"127.0.0.1:8000\" is not an http or https URL (write one such as "
     "http://127.0.0.1:8000/api/metrics)\n"},
    {"url: 'http://a/api/metrics?token=hunter2'",
     "2:26: source.endpoint.url: must not have a query (?) or fragment (#)\n"},
    {"url: 'http://viewer:hunter2@a'",
     "2:26: source.endpoint.url: must not hold a user name or password: use basic_auth\n"},
    {"url: http://a, api_key: hunter2, api_key_file: /nowhere",
     "2:20: source.endpoint: api_key and api_key_file exclude each other: keep one\n"
     "2:68: source.endpoint.api_key_file: /nowhere: No such file or directory\n"},
    {"url: http://a, api_key: [hunter2]",
     "2:45: source.endpoint.api_key: must be text, not a list; put text that begins with [ in "
     "quotes\n"},
    {"url: http://a, api_key: \"hunter2\\n\"",
     "2:45: source.endpoint.api_key: must be one line, without control characters\n"},
    {"url: http://a, api_kye: hunter2",
     "2:36: source.endpoint.api_kye: unknown key (did you mean api_key?)\n"},
    {"url: http://a, timeout: 5s", "2:36: source.endpoint.timeout: unknown key (known here: …)\n"},
    {"url: http://a, basic_auth: {username: a, password: b}, authorization: {credentials: c}",
     "2:20: source.endpoint: basic_auth and authorization exclude each other: keep one\n"},
    {"url: http://a, headers: {x-api-key: hunter2, Accept: a, accept-encoding: b}",
     "2:46: source.endpoint.headers.x-api-key: use api_key instead\n"
     "2:66: source.endpoint.headers.Accept: is set by the agent itself\n"
     "2:77: source.endpoint.headers.accept-encoding: is set by the agent itself\n"},
    {"url: http://a, families: node_.*",
     "2:46: source.endpoint.families: must be a list (\"- \" items), not text\n"},
    {"url: http://a, families: ['node_(.*', 'a[', '+', 'z-[z-a]', '[[:nonsense:]]', 'a\\']",
     "2:47: source.endpoint.families[0]: \"node_(.*\" has a ( without its ), or the other way "
     "round, or a *, + or ? with nothing to repeat\n"
     "2:59: source.endpoint.families[1]: \"a[\" has a [ without its ], or the other way round\n"
     "2:65: source.endpoint.families[2]: \"+\" has a ( without its ), or the other way round, "
     "or a *, + or ? with nothing to repeat\n"
     "2:70: source.endpoint.families[3]: \"z-[z-a]\" has a range in [] that runs backwards\n"
     "2:81: source.endpoint.families[4]: \"[[:nonsense:]]\" is not a regular expression\n"
     "2:99: source.endpoint.families[5]: \"a\\\" has a \\ before a character that it does not go "
     "with\n"},
    {"url: http://a, families: ['a{2000}', '(a)\\1', '(?=a)b', '', {a: b}]",
     "2:47: source.endpoint.families[0]: \"a{2000}\" has a repetition count ({) that is too large\n"
     "2:58: source.endpoint.families[1]: \"(a)\\1\" has a back-reference, which is not supported\n"
     "2:67: source.endpoint.families[2]: \"(?=a)b\" has a group of a kind that is not supported, "
     "such as (?=\n"
     "2:77: source.endpoint.families[3]: must not be empty\n"
     "2:81: source.endpoint.families[4]: must be text, not a mapping; put text that begins with { "
     "in quotes\n"},
};

std::string WithEndpoint(const std::string& keys) {
  return "site: a\nsource: {endpoint: {" + keys + "}}\npushgateways: [{url: https://a}]\n";
}

TEST(BadConfig, IsExplainedInAnEndpoint) {
  for (const BadConfig& bad : kEndpoints) {
    const std::string yaml = WithEndpoint(bad.yaml);
    ExpectErrors(Parse(yaml), {yaml.c_str(), bad.errors});
    EXPECT_EQ(Lines(Parse(yaml).errors).find("hunter2"), std::string::npos);
  }
}

TEST(BadConfig, HasNoPatternThatIsTooLongNorTooMany) {
  const std::string longest(200, 'a');
  EXPECT_TRUE(Parse(WithEndpoint("url: https://a, families: [" + longest + "]")).config);
  EXPECT_EQ(Lines(Parse(WithEndpoint("url: https://a, families: [" + longest + "a]")).errors),
            "config.yaml:2:48: source.endpoint.families[0]: \"" + std::string(60, 'a') +
                "…\" is longer than 200 characters\n");
  std::string list = "a";
  for (int i = 1; i < 20; ++i) list += ", a";
  EXPECT_TRUE(Parse(WithEndpoint("url: https://a, families: [" + list + "]")).config);
  EXPECT_EQ(Lines(Parse(WithEndpoint("url: https://a, families: [" + list + ", a]")).errors),
            "config.yaml:2:47: source.endpoint.families: has more than 20 patterns: join some with "
            "| into one\n");
}

TEST(Endpoint, IsLoadedWithAllItsKeys) {
  const Config config = MustParse(WithEndpoint(
      "url: https://odin.lan/api/metrics/, api_key: odin_t0ken, basic_auth: {username: a, "
      "password: b}, headers: {X-Farm: c}, proxy_url: http://proxy:3128, tls_config: "
      "{server_name: odin}, families: ['process_.*', up]"));
  const auto& endpoint = std::get<EndpointSource>(config.source);
  EXPECT_EQ(endpoint.http.url, "https://odin.lan/api/metrics");
  EXPECT_EQ(endpoint.http.api_key.value.Reveal(), "odin_t0ken");
  EXPECT_EQ(endpoint.http.basic_auth->username, "a");
  EXPECT_EQ(endpoint.http.headers.at(0).first, "X-Farm");
  EXPECT_EQ(endpoint.http.proxy_url.Reveal(), "http://proxy:3128");
  EXPECT_EQ(endpoint.http.tls_config.server_name, "odin");
  EXPECT_EQ(endpoint.families, (std::vector<std::string>{"process_.*", "up"}));
}

TEST(Endpoint, IsWarnedAboutWhenItsKeyIsSentInClearText) {
  const std::string warning =
      "config.yaml:2:26: source.endpoint.url: credentials are sent over plain http, where anybody "
      "on the way can read them; use https\n";
  EXPECT_EQ(Lines(Parse(WithEndpoint("url: http://odin.lan:8000, api_key: a")).warnings), warning);
  EXPECT_EQ(Lines(Parse(WithEndpoint("url: http://127.0.0.1:8000, api_key: a")).warnings), "");
  EXPECT_EQ(Lines(Parse(WithEndpoint("url: http://odin.lan:8000")).warnings), "");
}

}  // namespace
}  // namespace agent::config
