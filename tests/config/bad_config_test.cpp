#include <gtest/gtest.h>

#include "agent/config/load.hpp"
#include "config/load_helpers.hpp"

namespace agent::config {
namespace {

constexpr BadConfig kWholeFiles[] = {
    {"",
     "1:1: the file is empty, or has nothing but comments: it needs at least site and source\n"},
    {"# site: a\n",
     "1:1: the file is empty, or has nothing but comments: it needs at least site and source\n"},
    {"- a\n", "1:1: must be a mapping (\"key: value\" lines), not a list\n"},
    {"just text\n", "1:1: must be a mapping (\"key: value\" lines), not text\n"},
    {"{}\n",
     "1:1: site: is required\n"
     "1:1: source: is required\n"},
    {"site:\nsource:\n",
     "1:1: site: is required, but has no value\n"
     "2:1: source: is required, but has no value\n"},
    {"site: a\nsource: {database: {path: }}\n",
     "2:21: source.database.path: is required, but has no value\n"},
    {"site: ''\nsource: {}\n",
     "1:7: site: must not be empty\n"
     "2:9: source: needs exactly one of database, endpoint, demo\n"},
    {"site: ${FARMS}\nsource: {database: {}, demo: {}}\n",
     "1:7: site: environment variable FARMS is not set\n"
     "2:9: source: needs exactly one of database, endpoint, demo\n"
     "2:20: source.database.path: is required\n"},
    {"site: a\nsource: {database: , demo: }\n",
     "2:9: source: needs exactly one of database, endpoint, demo\n"
     "2:20: source.database.path: is required\n"},
    {"site: a\nsource: {database: /srv/odin.db}\n",
     "2:20: source.database: must be a mapping (\"key: value\" lines), not text\n"},
    {"site: [a]\nsource: {database: {path: {}}}\n",
     "1:7: site: must be text, not a list; put text that begins with [ in quotes\n"
     "2:27: source.database.path: must be text, not a mapping; put text that begins with { in "
     "quotes\n"},
    {"site: a\nsource: demo\n",
     "2:9: source: must be a mapping (\"key: value\" lines), not text\n"},
    {"site: a\nsource: {demo: {printers: 0}}\n",
     "2:27: source.demo.printers: \"0\" is not a whole number from 1 to 1000\n"},
    {"site: a\nsource: {demo: {printers: 010}}\n",
     "2:27: source.demo.printers: \"010\" is not a whole number from 1 to 1000\n"},
    {"site: a\nsource: {demo: {printers: 2.5}}\n",
     "2:27: source.demo.printers: \"2.5\" is not a whole number from 1 to 1000\n"},
    {"site: a\nsource: {database: {path: a}, endpoint: {url: http://a}}\n",
     "2:9: source: needs exactly one of database, endpoint, demo\n"},
    {"site: a\nsource: {postgres: {}}\n",
     "2:9: source: needs exactly one of database, endpoint, demo\n"
     "2:10: source.postgres: unknown key (known here: …)\n"},
    {"site: \"a\\nb\"\nsource: {demo: {}}\n",
     "1:7: site: must be one line, without control characters\n"},
    {"site: \xFF\nsource: {demo: {}}\n", "1:7: site: is not UTF-8: save the file as UTF-8\n"},
    {"site: a\nsiet: b\nsite: c\n<<: d\nsource: {demo: {}}\n",
     "2:1: siet: unknown key (did you mean site?)\n"
     "3:1: site: is given twice (first in line 1)\n"
     "4:1: <<: unknown key (known here: …)\n"},
    {"site: a\nsource: {demo: {}}\n---\nsite: b\n",
     "3:1: the file must hold one YAML document, and nothing after it\n"},
    {"site: a\nsource: {demo: {}\n",
     "3:1: not valid YAML: end of map flow not found (a { is not closed)\n"},
};

// Each follows a good site and source in lines 1 and 2.
constexpr BadConfig kSections[] = {
    {"collect: fast", "3:10: collect: must be a mapping (\"key: value\" lines), not text\n"},
    {"collect: {interval: 15}",
     "3:21: collect.interval: \"15\" is not a duration (write one such as 15s or 1m30s)\n"},
    {"collect: {interval: 1s500ms2}",
     "3:21: collect.interval: \"1s500ms2\" is not a duration (write one such as 15s or 1m30s)\n"},
    {"collect: {interval: -1s}",
     "3:21: collect.interval: \"-1s\" is not a duration (write one such as 15s or 1m30s)\n"},
    {"collect: {interval: 5ms}", "3:21: collect.interval: must be at least 10ms\n"},
    {"collect: {interval: 100y}", "3:21: collect.interval: must be at most 24h\n"},
    {"collect: {interval: 1d1ms}", "3:21: collect.interval: must be at most 24h\n"},
    {"collect: {timeout: 100y}", "3:20: collect.timeout: must be at most 24h\n"},
    {"collect: {keep_last_for: 100y}", "3:26: collect.keep_last_for: must be at most 168h\n"},
    {"collect: {interval: 101y}",
     "3:21: collect.interval: \"101y\" is not a duration (write one such as 15s or 1m30s)\n"},
    {"pushgateways: [{url: http://a, timeout: 100y}]",
     "3:41: pushgateways[0].timeout: must be at most 1h\n"},
    {"collect: {timeout: 0s}", "3:20: collect.timeout: must be at least 1ms\n"},
    {"collect: {timeout: 16s}",
     "3:20: collect.timeout: must not be longer than collect.interval (15s)\n"},
    {"collect: {interval: 5s, timeout: 6s}",
     "3:34: collect.timeout: must not be longer than collect.interval (5s)\n"},
    {"collect: {keep_last_for: [1m]}",
     "3:26: collect.keep_last_for: must be text, not a list; put text that begins with [ in "
     "quotes\n"},
    {"collect: {intervall: 1s, every: 2s}",
     "3:11: collect.intervall: unknown key (did you mean interval?)\n"
     "3:26: collect.every: unknown key (known here: …)\n"},
    {"collect: {interval: 1s, interval: 2s}",
     "3:25: collect.interval: is given twice (first in line 3)\n"},
    {"collect: {interval: '${FARM}'}",
     "3:21: collect.interval: \"${FARM}\" (which makes \"berlin-1\") is not a duration (write one "
     "such as 15s or 1m30s)\n"},
    {"external_labels: [a]",
     "3:18: external_labels: must be a mapping (\"key: value\" lines), not a list\n"},
    {"external_labels: {1a: b, a-b: c, __a: d, job: e, site: f, instance: g, printer: h, version: "
     "i, le: j}",
     "3:19: external_labels.1a: is not a label name (letters, digits and _, not beginning with a "
     "digit)\n"
     "3:26: external_labels.a-b: is not a label name (letters, digits and _, not beginning with a "
     "digit)\n"
     "3:34: external_labels.__a: label names that begin with __ are Prometheus' own\n"
     "3:42: external_labels.job: names the pushed group itself; choose another name\n"
     "3:50: external_labels.site: names the pushed group itself; choose another name\n"
     "3:59: external_labels.instance: names the pushed group itself; choose another name\n"
     "3:72: external_labels.printer: is a label of the metrics themselves; choose another name\n"
     "3:84: external_labels.version: is a label of the metrics themselves; choose another name\n"
     "3:96: external_labels.le: is a label of the metrics themselves; choose another name\n"},
    {"external_labels: {a: , b: '', c: [d]}",
     "3:22: external_labels.a: must not be empty\n"
     "3:27: external_labels.b: must not be empty\n"
     "3:34: external_labels.c: must be text, not a list; put text that begins with [ in quotes\n"},
    {"external_labels: {a: b, a: c}",
     "3:25: external_labels.a: is given twice (first in line 3)\n"},
    {"local: {listen: 9465}",
     "3:17: local.listen: \"9465\" is not an address to listen on (write IP:PORT, [IPv6]:PORT or "
     "localhost:PORT, or "
     ":PORT for all)\n"},
    {"local: {listen: 'raspberrypi:9465'}",
     "3:17: local.listen: \"raspberrypi:9465\" is not an address to listen on (write IP:PORT, "
     "[IPv6]:PORT or localhost:PORT, or :PORT for all)\n"},
    {"local: {listen: '0.0.0.0:9465'}",
     "3:17: local.listen: others can reach this address: set local.authorization or "
     "local.basic_auth_users, or local.allow_anonymous: true\n"},
    {"local: {listen: ':9465', basic_auth_users: {}, allow_anonymous: false}",
     "3:17: local.listen: others can reach this address: set local.authorization or "
     "local.basic_auth_users, or local.allow_anonymous: true\n"},
    {"local: {listen: ':9465', authorization: {}}",
     "3:41: local.authorization: credentials or credentials_file is required\n"},
    {"local: {authorization: {type: Token, credentials: a}}",
     "3:31: local.authorization.type: must be Bearer at the local endpoint\n"},
    {"local: {basic_auth_users: [admin]}",
     "3:27: local.basic_auth_users: must be a mapping (\"key: value\" lines), not a list\n"},
    {"local: {basic_auth_users: {admin: hunter2, 'a:b': "
     "$2y$03$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy, c: "
     "$2y$15$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy, d: "
     "$2x$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy, e: "
     "$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhW!, f: }}",
     "3:35: local.basic_auth_users.admin: must be a bcrypt hash ($2a$, $2b$ or $2y$); make one "
     "with: odin-agent hash-password\n"
     "3:44: local.basic_auth_users.a:b: a user name must not be empty or contain a colon\n"
     "3:51: local.basic_auth_users.a:b: has bcrypt cost 3, which must be from 4 to 14; make "
     "another with: odin-agent hash-password\n"
     "3:116: local.basic_auth_users.c: has bcrypt cost 15, which must be from 4 to 14; make "
     "another with: odin-agent hash-password\n"
     "3:181: local.basic_auth_users.d: must be a bcrypt hash ($2a$, $2b$ or $2y$); make one with: "
     "odin-agent hash-password\n"
     "3:246: local.basic_auth_users.e: must be a bcrypt hash ($2a$, $2b$ or $2y$); make one with: "
     "odin-agent hash-password\n"
     "3:311: local.basic_auth_users.f: must not be empty\n"},
    {"local: {tls_server_config: {}}",
     "3:28: local.tls_server_config.cert_file: is required\n"
     "3:28: local.tls_server_config.key_file: is required\n"},
    {"local: {tls_server_config: {cert_file: /nowhere/a.pem, key_file: /tmp, min_version: TLS11, "
     "ca_file: a}}",
     "3:40: local.tls_server_config.cert_file: /nowhere/a.pem: No such file or directory\n"
     "3:66: local.tls_server_config.key_file: /tmp: is a directory\n"
     "3:85: local.tls_server_config.min_version: \"TLS11\" is not one of TLS12, TLS13 (did you "
     "mean TLS12?)\n"
     "3:92: local.tls_server_config.ca_file: unknown key (did you mean cert_file?)\n"},
    {"local: {allow_anonymous: 1}",
     "3:26: local.allow_anonymous: \"1\" is not a boolean (write true or false)\n"},
    {"log: {level: warning, format: text}",
     "3:14: log.level: \"warning\" is not one of debug, info, warn, error (did you mean warn?)\n"
     "3:31: log.format: \"text\" is not one of logfmt, json\n"},
    {"log: {level: INFO}",
     "3:14: log.level: \"INFO\" is not one of debug, info, warn, error (did you mean info?)\n"},
    {"log: {levl: info, formatting: json}",
     "3:7: log.levl: unknown key (did you mean level?)\n"
     "3:19: log.formatting: unknown key (did you mean format?)\n"},
};

TEST(BadConfig, IsExplainedAtItsPlace) {
  for (const BadConfig& bad : kWholeFiles) ExpectErrors(Parse(bad.yaml), bad);
}

TEST(BadConfig, IsExplainedInEachSection) {
  for (const BadConfig& bad : kSections) ExpectErrors(ParseSection(bad.yaml), bad);
}

TEST(BadConfig, ShowsWhatAnEnvironmentVariableHeldUnlessItIsASecretByItsName) {
  const auto errors = [](const std::string& section) {
    const Environment environment = [](const std::string& name) -> std::optional<std::string> {
      if (name == "NONE") return std::nullopt;
      if (name == "EMPTY") return "";
      return "htp://" + name;
    };
    return Lines(ParseConfig("site: a\nsource: {demo: {}}\n" + section, "c", environment).errors);
  };
  EXPECT_EQ(errors("pushgateways: [{url: '${URL}'}]"),
            "c:3:22: pushgateways[0].url: \"${URL}\" (which makes \"htp://URL\") is not an http or "
            "https URL (write one such as https://push.example.com)\n");
  EXPECT_EQ(errors("collect: {interval: '${A}${B}'}"),
            "c:3:21: collect.interval: \"${A}${B}\" (which makes \"htp://Ahtp://B\") is not a "
            "duration (write one such as 15s or 1m30s)\n");
  EXPECT_EQ(
      errors("log: {level: '${PUSH_PASSWORD}'}"),
      "c:3:14: log.level: \"${PUSH_PASSWORD}\" (what PUSH_PASSWORD holds is not shown) is not "
      "one of debug, info, warn, error\n");
  EXPECT_EQ(errors("log: {level: '${NONE}'}"),
            "c:3:14: log.level: environment variable NONE is not set\n");
  EXPECT_EQ(errors("log: {level: '${EMPTY}'}"),
            "c:3:14: log.level: environment variable EMPTY is empty\n");
}

TEST(BadConfig, IsExplainedWholeInOneRunAndInTheOrderOfPlaces) {
  const LoadResult result = Parse(R"(site: ${SITE}
source:
  database: {path: /srv/odin/odin.db}
pushgateways:
  - url: https://push.example.com
    tls_config:
      ca_fil: ca.pem
    timeout: soon
  - job: odin
local:
  listen: 0.0.0.0:9465
colect: {}
)");
  EXPECT_EQ(Lines(result.errors),
            "config.yaml:1:7: site: environment variable SITE is not set\n"
            "config.yaml:7:7: pushgateways[0].tls_config.ca_fil: unknown key (did you mean "
            "ca_file?)\n"
            "config.yaml:8:14: pushgateways[0].timeout: \"soon\" is not a duration (write one such "
            "as 15s or 1m30s)\n"
            "config.yaml:9:5: pushgateways[1].url: is required\n"
            "config.yaml:11:11: local.listen: others can reach this address: set "
            "local.authorization or local.basic_auth_users, or local.allow_anonymous: true\n"
            "config.yaml:12:1: colect: unknown key (did you mean collect?)\n");
}

// They are in every line that is pushed.
TEST(BadConfig, HasExternalLabelsOfMoreThanFourKilobytes) {
  const auto errors = [](std::size_t bytes) {
    return ParseSection("external_labels: {a: " + std::string(bytes - 4, 'x') + ", b: cd}\n")
        .errors;
  };
  EXPECT_TRUE(errors(4096).empty());
  ASSERT_EQ(errors(4097).size(), 1U);
  EXPECT_EQ(FormatDiagnostic(errors(4097)[0]).substr(std::string("config.yaml").size()),
            ":3:18: external_labels: has 4097 bytes, and 4096 are the most: they are in every line "
            "that is pushed");
}

TEST(BadConfig, ShowsNoControlCharactersOfTheFile) {
  const LoadResult result = ParseSection("\"a\\e[31m\\nb\": c\nlog: {level: \"\\e[2J\"}\n");
  EXPECT_EQ(Lines(result.errors),
            "config.yaml:3:1: a [31m b: unknown key (known here: …)\n"
            "config.yaml:4:14: log.level: must be one line, without control characters\n");
}

TEST(BadConfig, ASiteIsNoLongerThanAPrintersName) {
  const auto errors = [](std::size_t bytes) {
    const std::string yaml = "site: " + std::string(bytes, 'a') + "\nsource: {demo: {}}\n";
    return Lines(ParseConfig(yaml, "config.yaml", ProcessEnvironment()).errors);
  };
  EXPECT_EQ(errors(400), "");
  EXPECT_EQ(errors(401),
            "config.yaml:1:7: site: has 401 bytes: give the farm a name of at most 400\n");
}

}  // namespace
}  // namespace agent::config
