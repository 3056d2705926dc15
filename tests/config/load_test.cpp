#include "agent/config/load.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "config/load_helpers.hpp"
#include "support/temp_dir.hpp"

namespace agent::config {
namespace {

constexpr std::string_view kMinimal = "site: berlin-1\nsource: {demo: {}}\n";

std::string With(std::string_view yaml) { return std::string(kMinimal) + std::string(yaml); }

TEST(LoadConfig, FillsInEveryDefault) {
  const Config config = MustParse(kMinimal);
  Config expected;
  expected.site = "berlin-1";
  expected.source = DemoSource{};
  EXPECT_EQ(config, expected);
}

TEST(LoadConfig, ReadsEveryKey) {
  const test::TempDir folder;
  const std::string certificate = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n";
  folder.Write("ca.pem", certificate);
  folder.Write("client.pem", certificate);
  folder.Write("client.key", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n");
  folder.Write("password", "hunter2\n");
  const std::string path = folder.Write("config.yaml", R"(
site: Köln/Halle 2
source: {database: {path: odin.db}}
collect: {interval: 1m30s, timeout: 500ms, keep_last_for: 0}
external_labels: {region: eu, floor: 010}
pushgateways:
  - url: https://push.example.com/gateway//
    job: printers
    basic_auth: {username: berlin-1, password_file: password}
    tls_config: {ca_file: ca.pem, cert_file: client.pem, key_file: client.key, server_name: push,
                 insecure_skip_verify: "true"}
    proxy_url: socks5h://user:pw@proxy.example.com:1080
    headers: {X-Scope-OrgID: farm, Host: other.example.com}
    timeout: 3s
    compression: gzip
    on_shutdown: delete
  - url: http://127.0.0.1:9091
    authorization: {type: Token, credentials: "${TOKEN}"}
    compression: none
local:
  listen: "[::]:80"
  authorization: {credentials: abc}
  basic_auth_users: {admin: $2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy}
  allow_anonymous: true
log: {level: debug, format: json}
)");
  const LoadResult result = LoadConfig(path, TestEnvironment());
  ASSERT_TRUE(result.config) << Lines(result.errors);
  const Config& config = *result.config;

  EXPECT_EQ(config.site, "Köln/Halle 2");
  EXPECT_EQ(std::get<DatabaseSource>(config.source).path, folder.path() / "odin.db");
  EXPECT_EQ(config.collect, (CollectConfig{.interval = milliseconds(90'000),
                                           .timeout = milliseconds(500),
                                           .keep_last_for = milliseconds(0)}));
  const std::vector<std::pair<std::string, std::string>> labels = {{"floor", "010"},
                                                                   {"region", "eu"}};
  EXPECT_EQ(config.external_labels, labels);

  ASSERT_EQ(config.pushgateways.size(), 2U);
  const PushgatewayConfig& first = config.pushgateways[0];
  EXPECT_EQ(first.http.url, "https://push.example.com/gateway");
  EXPECT_EQ(first.job, "printers");
  EXPECT_EQ(first.http.basic_auth->username, "berlin-1");
  EXPECT_EQ(first.http.basic_auth->password.file, folder.path() / "password");
  EXPECT_TRUE(first.http.basic_auth->password.value.empty()) << "the file's text is not kept";
  EXPECT_EQ(first.http.tls_config, (TlsConfig{.ca_file = folder.path() / "ca.pem",
                                              .cert_file = folder.path() / "client.pem",
                                              .key_file = folder.path() / "client.key",
                                              .server_name = "push",
                                              .insecure_skip_verify = true}));
  EXPECT_EQ(first.http.proxy_url.Reveal(), "socks5h://user:pw@proxy.example.com:1080");
  ASSERT_EQ(first.http.headers.size(), 2U);
  EXPECT_EQ(first.http.headers[0].first, "X-Scope-OrgID");
  EXPECT_EQ(first.http.headers[0].second.Reveal(), "farm");
  EXPECT_EQ(first.timeout, milliseconds(3000));
  EXPECT_EQ(first.compression, Compression::kGzip);
  EXPECT_EQ(first.on_shutdown, OnShutdown::kDelete);
  const PushgatewayConfig& second = config.pushgateways[1];
  EXPECT_EQ(second.http.authorization->type, "Token");
  EXPECT_EQ(second.http.authorization->credentials.value.Reveal(), "t0ken");
  EXPECT_EQ(second.compression, Compression::kNone);

  EXPECT_EQ(config.local.listen, (ListenAddress{"::", 80}));
  EXPECT_EQ(config.local.authorization->credentials.value.Reveal(), "abc");
  EXPECT_EQ(config.local.basic_auth_users.count("admin"), 1U);
  EXPECT_TRUE(config.local.allow_anonymous);
  EXPECT_EQ(config.log, (LogConfig{base::LogLevel::kDebug, base::LogFormat::kJson}));
}

TEST(LoadConfig, TakesNullForNotSet) {
  const Config config = MustParse(
      "site: berlin-1\nsource: {demo:}\ncollect:\nexternal_labels:\npushgateways: ~\n"
      "local: {listen: null}\nlog:\n  level:\n");
  EXPECT_EQ(config, MustParse(kMinimal));
}

TEST(LoadConfig, ShortensTheDefaultTimeoutToAShortInterval) {
  EXPECT_EQ(MustParse(With("collect: {interval: 5s}")).collect.timeout, milliseconds(5000));
  EXPECT_EQ(MustParse(With("collect: {interval: 1h}")).collect.timeout, milliseconds(10'000));
}

TEST(LoadConfig, ExpandsVariablesInValuesAfterParsing) {
  const Environment environment = [](const std::string&) -> std::optional<std::string> {
    return "x: {y}, [z] # ${FARM}";
  };
  const LoadResult result =
      ParseConfig("site: ${A}\nsource: {demo: {}}\n", "config.yaml", environment);
  EXPECT_EQ(MustLoad(result).site, "x: {y}, [z] # ${FARM}");
}

TEST(LoadConfig, ReadsTheProcessEnvironment) {
  const Environment environment = ProcessEnvironment();
  EXPECT_TRUE(environment("PATH"));
  EXPECT_FALSE(environment("ODIN_AGENT_TEST_NO_SUCH_VARIABLE"));
}

TEST(LoadConfig, TakesRelativePathsFromTheFilesFolder) {
  constexpr std::string_view kYaml = "site: a\nsource: {database: {path: data/odin.db}}\n";
  const auto path_for = [&](const std::string& file) {
    return std::get<DatabaseSource>(MustLoad(ParseConfig(kYaml, file, TestEnvironment())).source)
        .path;
  };
  EXPECT_EQ(path_for("/etc/odin-agent/config.yaml"), "/etc/odin-agent/data/odin.db");
  EXPECT_EQ(path_for("farms/config.yaml"), "farms/data/odin.db");
  EXPECT_EQ(path_for("config.yaml"), "data/odin.db");
}

TEST(LoadConfig, WarnsWhenNothingIsPushedUnlessAnEmptyListSaysSo) {
  constexpr const char* kNothing =
      "no Pushgateway is configured: nothing is pushed, and only the local endpoint has the "
      "metrics; write pushgateways: [] if that is meant\n";
  EXPECT_EQ(Lines(Parse(kMinimal).warnings), std::string("config.yaml:1:1: ") + kNothing);
  EXPECT_EQ(Lines(Parse(With("pushgateways:")).warnings),
            std::string("config.yaml:3:1: pushgateways: ") + kNothing);
  EXPECT_EQ(Lines(Parse(With("pushgateways: []")).warnings), "");
  EXPECT_EQ(Lines(Parse(With("pushgateways: [{url: http://a}]")).warnings), "");
}

TEST(LoadConfig, WarnsOfCredentialsOverPlainHttp) {
  const auto warnings = [](const std::string& url, const std::string& access) {
    return Lines(Parse(With("pushgateways:\n  - url: " + url + "\n    " + access + "\n")).warnings);
  };
  const std::string basic = "basic_auth: {username: a, password: b}";
  const std::string bearer = "authorization: {credentials: b}";
  const std::string warning =
      "config.yaml:4:10: pushgateways[0].url: credentials are sent over plain http, where anybody "
      "on the way can read them; use https\n";
  EXPECT_EQ(warnings("http://push.example.com", basic), warning);
  EXPECT_EQ(warnings("HTTP://192.168.1.2:9091", bearer), warning);
  EXPECT_EQ(warnings("https://push.example.com", basic), "");
  EXPECT_EQ(warnings("http://localhost:9091", basic), "");
  EXPECT_EQ(warnings("http://[::1]:9091", bearer), "");
  EXPECT_EQ(warnings("http://push.example.com", "job: odin"), "");
}

TEST(LoadConfig, WarnsOfALocalTokenThatCanBeGuessed) {
  const test::TempDir dir;
  const auto warnings = [](const std::string& token) {
    return Lines(Parse(With("pushgateways: [{url: https://a, authorization: {credentials: b}}]\n"
                            "local: {authorization: {" +
                            token + "}}"))
                     .warnings);
  };
  const std::string rest =
      "a token of fewer than 16 bytes can be guessed; make one with: openssl rand -hex 32\n";
  EXPECT_EQ(warnings("credentials: 123456789012345"),
            "config.yaml:4:38: local.authorization.credentials: " + rest);
  EXPECT_EQ(warnings("credentials: 1234567890123456"), "");
  const std::string file = dir.Write("token", "short\n");
  std::filesystem::permissions(file, std::filesystem::perms::owner_read);
  EXPECT_EQ(warnings("credentials_file: " + file),
            "config.yaml:4:43: local.authorization.credentials_file: " + rest);
}

TEST(LoadConfig, WarnsOfUncheckedCertificatesAndSlowHashes) {
  EXPECT_EQ(Lines(Parse(With("pushgateways:\n  - url: https://a\n    tls_config:\n"
                             "      insecure_skip_verify: true\n"))
                      .warnings),
            "config.yaml:6:29: pushgateways[0].tls_config.insecure_skip_verify: the server's "
            "certificate is not checked, so anybody on the way can read and change what is sent; "
            "use ca_file instead\n");
  EXPECT_EQ(
      Lines(Parse(With("pushgateways: [{url: https://a}]\nlocal:\n  basic_auth_users:\n"
                       "    a: $2b$13$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy\n"))
                .warnings),
      "config.yaml:6:8: local.basic_auth_users.a: bcrypt cost 13 takes a Raspberry Pi seconds to "
      "check; 10 is enough\n");
}

TEST(LoadConfig, OpensPublicAddressesOnlyWithAccessControl) {
  for (const char* const local :
       {"{listen: ':80', allow_anonymous: true}",
        "{listen: ':80', authorization: {credentials: a}}", "{listen: '127.8.0.1:80'}",
        "{listen: '[::1]:80'}", "{listen: 'localhost:80'}"}) {
    EXPECT_TRUE(Parse(With(std::string("local: ") + local)).config) << local;
  }
}

TEST(LoadConfig, SaysWhyTheFileCannotBeRead) {
  const test::TempDir folder;
  const auto error = [](const std::string& path) {
    const LoadResult result = LoadConfig(path, TestEnvironment());
    EXPECT_FALSE(result.config);
    return Lines(result.errors);
  };
  const std::string missing = folder.path() / "missing.yaml";
  const std::string is_missing =
      ": cannot read the configuration: No such file or directory: name it with --config, or make "
      "it from config.example.yaml, which has every key\n";
  EXPECT_EQ(error(missing), missing + is_missing);
  EXPECT_EQ(error(folder.path()),
            folder.path().string() +
                ": cannot read the configuration: is a directory: name the file in it\n");
  const std::string large = folder.Write("large.yaml", "#" + std::string(256 << 10, '-'));
  EXPECT_EQ(error(large), large + ": cannot read the configuration: is larger than 262144 bytes\n");
  EXPECT_EQ(error(""), is_missing);
}

}  // namespace
}  // namespace agent::config
