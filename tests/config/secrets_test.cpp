#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <filesystem>
#include <vector>

#include "agent/config/load.hpp"
#include "config/load_helpers.hpp"
#include "support/certificates.hpp"
#include "support/needs.hpp"
#include "support/temp_dir.hpp"

namespace agent::config {
namespace {

constexpr std::string_view kHead =
    "site: a\nsource: {demo: {}}\npushgateways:\n  - url: https://a\n";

// A configuration file and secrets beside it, in a folder of their own.
class Secrets : public testing::Test {
 protected:
  std::string Write(std::string_view name, std::string_view content, mode_t mode) const {
    const std::string path = folder_.Write(name, content);
    EXPECT_EQ(::chmod(path.c_str(), mode), 0);
    return path;
  }
  // Loads a configuration whose only gateway has `access`.
  LoadResult Load(std::string_view access, mode_t mode = 0600) const {
    return LoadConfig(
        Write("config.yaml", std::string(kHead) + "    " + std::string(access) + "\n", mode),
        TestEnvironment());
  }
  // The errors of the same for who waits for no file.
  std::string Refused(std::string_view access) const {
    const LoadResult result = Refusing(Load(access));
    EXPECT_FALSE(result.config) << access;
    return Lines(result.errors);
  }
  std::string Path(std::string_view name) const { return folder_.path() / name; }

  test::TempDir folder_;
};

TEST_F(Secrets, AreReadFromTheirFilesOnceToSeeThatTheyCanBe) {
  Write("push.password", "  hunter2\n", 0600);
  const LoadResult result = Load("basic_auth: {username: a, password_file: push.password}");
  ASSERT_TRUE(result.config) << Lines(result.errors);
  EXPECT_EQ(Lines(result.warnings), "");
  const base::SecretSource& password = result.config->pushgateways[0].http.basic_auth->password;
  EXPECT_EQ(password.file, Path("push.password"));
  EXPECT_TRUE(password.value.empty());
  EXPECT_EQ(result.files, std::vector{Path("push.password")});
}

TEST_F(Secrets, MustHaveAFileThatHoldsOne) {
  Write("empty", " \n", 0600);
  Write("two-lines", "hunter2\nhunter3\n", 0600);
  std::filesystem::create_directory(Path("folder"));
  ASSERT_EQ(::mkfifo(Path("fifo").c_str(), 0600), 0);
  const auto error = [this](const std::string& name) {
    return Refused("authorization: {credentials_file: " + name + "}");
  };
  const auto expected = [this](const std::string& name, const std::string& cause) {
    return Path("config.yaml") +
           ":5:39: pushgateways[0].authorization.credentials_file: " + Path(name) + ": " + cause +
           "\n";
  };
  EXPECT_EQ(error("missing"), expected("missing", "No such file or directory"));
  EXPECT_EQ(error("folder"), expected("folder", "is a directory"));
  EXPECT_EQ(error("empty/x"), expected("empty/x", "Not a directory"));
  EXPECT_EQ(error("empty"), expected("empty", "is empty, but should hold a secret"));
  EXPECT_EQ(error("fifo"), expected("fifo", "is not a regular file"));
  EXPECT_EQ(error("two-lines"),
            expected("two-lines", "must hold the secret in one line and nothing else"));
}

TEST_F(Secrets, MayComeLateWhereSomebodyWaits) {
  Write("empty", "\n", 0600);
  for (const std::string name : {"missing", "empty"}) {
    const LoadResult result = Load("basic_auth: {username: a, password_file: " + name + "}");
    ASSERT_TRUE(result.config) << Lines(result.errors);
    EXPECT_EQ(Lines(result.errors), "");
    EXPECT_EQ(result.missing_files.size(), 1U);
    EXPECT_EQ(result.config->pushgateways[0].http.basic_auth->password.file, Path(name));
    EXPECT_EQ(Lines(result.missing_files),
              Refused("basic_auth: {username: a, password_file: " + name + "}"));
  }
}

// A file that is passed over would leave the endpoint open, or open to all clients.
TEST_F(Secrets, OfTheLocalEndpointThatComeLateLeaveItsAccessControlInPlace) {
  const LoadResult result = Load(
      "job: a\nlocal: {authorization: {credentials_file: late.token}, tls_server_config: "
      "{cert_file: late.pem, key_file: late.key, client_auth_type: RequireAndVerifyClientCert, "
      "client_ca_file: late-ca.pem}}");
  ASSERT_TRUE(result.config) << Lines(result.errors);
  EXPECT_EQ(result.missing_files.size(), 4U);
  const LocalConfig& local = result.config->local;
  ASSERT_TRUE(local.authorization);
  EXPECT_EQ(local.authorization->credentials.file, Path("late.token"));
  ASSERT_TRUE(local.tls_server_config);
  EXPECT_EQ(local.tls_server_config->cert_file, Path("late.pem"));
  EXPECT_EQ(local.tls_server_config->key_file, Path("late.key"));
  EXPECT_EQ(local.tls_server_config->client_ca_file, Path("late-ca.pem"));
}

TEST_F(Secrets, OfTlsMustBeOfTheRightKind) {
  Write("noise.pem", "noise", 0600);
  Write("server.key", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n", 0600);
  EXPECT_EQ(Refused("tls_config: {ca_file: noise.pem}"),
            Path("config.yaml") +
                ":5:27: pushgateways[0].tls_config.ca_file: " + Path("noise.pem") +
                ": holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)\n");
  EXPECT_EQ(Refused("tls_config: {ca_file: server.key}"),
            Path("config.yaml") +
                ":5:27: pushgateways[0].tls_config.ca_file: " + Path("server.key") +
                ": holds a private key but no certificate: name the file of the certificate\n");
}

TEST_F(Secrets, OfTlsVerifyClientsOnlyWhereBothKeysSaySo) {
  Write("a.pem", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", 0600);
  Write("a.key", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n", 0600);
  const auto refused = [this](const std::string& key) {
    return Refused("job: a\nlocal: {tls_server_config: {cert_file: a.pem, key_file: a.key, " + key +
                   "}}");
  };
  const std::string place = Path("config.yaml") + ":6:";
  EXPECT_EQ(refused("client_auth_type: RequireAndVerifyClientCert"),
            place +
                "82: local.tls_server_config.client_auth_type: needs client_ca_file: the CA "
                "that clients' certificates come from\n");
  EXPECT_EQ(refused("client_ca_file: a.pem"),
            place +
                "80: local.tls_server_config.client_ca_file: needs client_auth_type: "
                "RequireAndVerifyClientCert; else clients are not verified\n");
  EXPECT_EQ(refused("client_auth_type: RequestClientCert"),
            place +
                "82: local.tls_server_config.client_auth_type: \"RequestClientCert\" is not one "
                "of NoClientCert, RequireAndVerifyClientCert\n");
}

TEST_F(Secrets, OfTlsDoNotReplaceAccessControl) {
  Write("a.pem", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", 0600);
  Write("a.key", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n", 0600);
  EXPECT_EQ(Refused("job: a\nlocal: {listen: ':9465', tls_server_config: {cert_file: a.pem, "
                    "key_file: a.key}}"),
            Path("config.yaml") +
                ":6:17: local.listen: others can reach this address: set local.authorization or "
                "local.basic_auth_users, or local.allow_anonymous: true\n");
}

TEST_F(Secrets, OfTlsMustBelongTogether) {
  const test::CertificateAuthority ca(folder_.path(), "ca");
  const test::CertificateFiles one = ca.Issue("one");
  const test::CertificateFiles two = ca.Issue("two");
  const std::string words = two.key_file + ": is not the key of the certificate in " +
                            one.cert_file + ": put both files in place from the same renewal\n";
  EXPECT_THAT(
      Refused("tls_config: {cert_file: " + one.cert_file + ", key_file: " + two.key_file + "}"),
      testing::EndsWith("pushgateways[0].tls_config.key_file: " + words));
  EXPECT_THAT(Refused("job: a\nlocal: {tls_server_config: {cert_file: " + one.cert_file +
                      ", key_file: " + two.key_file + "}}"),
              testing::EndsWith("local.tls_server_config.key_file: " + words));
}

TEST_F(Secrets, MustHaveAFileThatWeMayRead) {
  test::NeedAnotherUserThanRoot();
  Write("locked", "hunter2", 0200);
  EXPECT_EQ(Refused("authorization: {credentials_file: locked}"),
            Path("config.yaml") + ":5:39: pushgateways[0].authorization.credentials_file: " +
                Path("locked") + ": Permission denied\n");
}

TEST_F(Secrets, AreWarnedAboutWhenEveryUserCanReadTheirFile) {
  Write("push.token", "hunter2", 0644);
  EXPECT_EQ(Lines(Load("authorization: {credentials_file: push.token}").warnings),
            Path("config.yaml") +
                ":5:39: pushgateways[0].authorization.credentials_file: " + Path("push.token") +
                " is a secret, but every user of this machine can read it "
                "(mode 0644); run: chmod o-r " +
                Path("push.token") + "\n");
  Write("push.token", "hunter2", 0640);
  EXPECT_EQ(Lines(Load("authorization: {credentials_file: push.token}").warnings), "");
}

TEST_F(Secrets, AreClosedByACommandThatWorksAsPrinted) {
  Write("push token", "hunter2", 0644);
  EXPECT_THAT(Lines(Load("authorization: {credentials_file: push token}").warnings),
              testing::HasSubstr("run: chmod o-r '" + Path("push token") + "'\n"));
}

TEST_F(Secrets, OfTlsAreWarnedAboutToo) {
  Write("client.pem", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", 0644);
  Write("client.key", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n", 0604);
  EXPECT_EQ(Lines(Load("tls_config: {cert_file: client.pem, key_file: client.key}").warnings),
            Path("config.yaml") +
                ":5:51: pushgateways[0].tls_config.key_file: " + Path("client.key") +
                " is a secret, but every user of this machine can read it "
                "(mode 0604); run: chmod o-r " +
                Path("client.key") + "\n");
}

TEST_F(Secrets, InThePublicConfigurationAreWarnedAboutOnce) {
  const std::string end =
      " is a secret in this file, but every user of this machine can read it "
      "(mode 0644); run: chmod o-r " +
      Path("config.yaml") + "\n";
  const std::string basic = "basic_auth: {username: a, password: hunter2}";
  EXPECT_EQ(
      Lines(
          Load(basic + "\nlocal: {authorization: {credentials: b234567890123456}}", 0644).warnings),
      Path("config.yaml") + ":5:41: pushgateways[0].basic_auth.password:" + end);
  EXPECT_EQ(Lines(Load("headers: {X-API-Key: hunter2}", 0644).warnings),
            Path("config.yaml") + ":5:26: pushgateways[0].headers.X-API-Key:" + end);
  EXPECT_EQ(Lines(Load("proxy_url: http://a:hunter2@b:3128", 0644).warnings),
            Path("config.yaml") + ":5:16: pushgateways[0].proxy_url:" + end);

  EXPECT_EQ(Lines(Load(basic, 0640).warnings), "");
  EXPECT_EQ(Lines(Load("proxy_url: http://b:3128", 0644).warnings), "");
  EXPECT_EQ(Lines(Load("authorization: {credentials: '${TOKEN}'}", 0644).warnings), "");
}

// A secret in each place where one may stand by right or by mistake.
TEST_F(Secrets, NeverStandInADiagnostic) {
  Write("secret-file", "hunter2\nhunter2", 0644);
  for (const char* const access :
       {"basic_auth: {username: a, password: [hunter2]}",
        "basic_auth: {username: a, password: {hunter2: b}}",
        "basic_auth: {username: a, password: \"hunter2\\n\"}",
        "basic_auth: {username: a, password: \"hunter2\\hunter2\"}",
        "basic_auth: {username: a, password: 'hunter2${'}",
        "basic_auth: {username: a, password: 'a${hunter2!}'}",
        "basic_auth: {username: a, password: hunter2\xFF}",
        "basic_auth: hunter2",
        "basic_auth: {username: a, password: !hunter2 }",
        "basic_auth: {username: a, password: &hunter2 }",
        "basic_auth: {username: a, password: *hunter2 }",
        "basic_auth: {username: a, password: %hunter2}",
        "basic_auth: {username: a, password: @hunter2}",
        "basic_auth: {username: a, password: hunter2: b}",
        "basic_auth: {username: a, password: 'hunter2' hunter2}",
        "basic_auth: {username: a, password: hunter2, password_file: secret-file}",
        "basic_auth: {username: a, passwort: hunter2}",
        "password: hunter2",
        "authorization: {type: Bearer hunter2}",
        "authorization: [hunter2]",
        "proxy_url: a:hunter2@b",
        "proxy_url: ftp://a:hunter2@b",
        "proxy_url: [hunter2]",
        "headers: {Authorization: hunter2}",
        "headers: {X: [hunter2]}",
        "headers: {X: \"hunter2\\r\\n\"}",
        "headers: hunter2",
        "tls_config: {insecure_skip_verify: [hunter2]}"}) {
    const LoadResult result = Load(access, 0644);
    EXPECT_FALSE(result.errors.empty()) << access;
    EXPECT_EQ(Lines(result.errors).find("hunter2"), std::string::npos) << Lines(result.errors);
    EXPECT_EQ(Lines(result.warnings).find("hunter2"), std::string::npos) << Lines(result.warnings);
  }
  for (const char* const url :
       {"https://a:hunter2@b", "https://a:hun ter2@b", "a:hunter2@b", "https://a:hunter2/@b",
        "https://a?key=hunter2", "a?key=hunter2", "https://a:hunter2#@b"}) {
    const LoadResult result = ParseSection(std::string("pushgateways: [{url: '") + url + "'}]\n");
    EXPECT_FALSE(result.errors.empty()) << url;
    EXPECT_EQ(Lines(result.errors).find("ter2"), std::string::npos) << Lines(result.errors);
  }
  for (const char* const endpoint :
       {"{url: http://a, api_key: [hunter2]}", "{url: http://a, api_key: 'hunter2${'}",
        "{url: http://a, api_key: hunter2, api_key_file: ~, keys: b}",
        "{url: 'http://a:hunter2@b'}", "{url: http://a, headers: {X-API-Key: hunter2}}"}) {
    const LoadResult result = Parse("site: a\nsource: {endpoint: " + std::string(endpoint) + "}\n");
    EXPECT_FALSE(result.errors.empty()) << endpoint;
    EXPECT_EQ(Lines(result.errors).find("hunter2"), std::string::npos) << Lines(result.errors);
  }
  const LoadResult users = ParseSection("local: {basic_auth_users: {admin: hunter2}}\n");
  EXPECT_EQ(Lines(users.errors).find("hunter2"), std::string::npos) << Lines(users.errors);
}

}  // namespace
}  // namespace agent::config
