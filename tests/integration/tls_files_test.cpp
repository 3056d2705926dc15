// Certificates, keys and CA files of every form that people have, as check finds them and as a
// running agent meets them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "agent/base/file.hpp"
#include "integration/gateway_fixture.hpp"
#include "support/certificates.hpp"
#include "support/eventually.hpp"

namespace agent::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class TlsFilesOfTheAgent : public GatewayFixture {
 protected:
  // A file beside the configuration that the openssl command makes with these arguments.
  std::string Make(const std::string& name, std::vector<std::string> arguments) const {
    const std::string path = dir_.path() / name;
    arguments.insert(arguments.begin(), "openssl");
    arguments.insert(arguments.end(), {"-out", path});
    const Finished made = test::Run(arguments);
    EXPECT_EQ(made.status, 0) << made.errors;
    return path;
  }

  // The diagnostics of a configuration with these TLS settings; it must be refused.
  std::string Refused(const std::string& tls_config) const {
    const std::string config = WriteConfig(
        dir_, {.pushgateways = {"{url: 'https://a', tls_config: {" + tls_config + "}}"}});
    const Finished check = RunAgent({"check", "--offline", "--config", config});
    EXPECT_EQ(check.status, 2) << tls_config;
    return check.output;
  }
  std::string RefusedPair(const std::string& cert_file, const std::string& key_file) const {
    return Refused("cert_file: '" + cert_file + "', key_file: '" + key_file + "'");
  }

  CertificateAuthority ca_{dir_.path(), "ca"};
  CertificateFiles ours_ = ca_.Issue("ours");
  CertificateFiles other_ = ca_.Issue("other");
};

TEST_F(TlsFilesOfTheAgent, AreEachRefusedInWordsOfTheirOwn) {
  const std::string der = Make("ours.der", {"x509", "-in", ours_.cert_file, "-outform", "DER"});
  const std::string p12 = Make("ours.p12", {"pkcs12", "-export", "-in", ours_.cert_file, "-inkey",
                                            ours_.key_file, "-passout", "pass:"});
  const std::string locked =
      Make("locked.key", {"pkey", "-in", ours_.key_file, "-aes256", "-passout", "pass:hunter2"});
  const std::string key_der = Make("key.der", {"pkey", "-in", ours_.key_file, "-outform", "DER"});
  EXPECT_THAT(Refused("ca_file: '" + der + "'"),
              HasSubstr("tls_config.ca_file: " + der +
                        ": is in DER form, not PEM: convert it (openssl x509 -inform DER -in " +
                        der + " -out " + der + ".pem)"));
  EXPECT_THAT(Refused("ca_file: '" + ours_.key_file + "'"),
              HasSubstr(": holds a private key but no certificate"));
  EXPECT_THAT(RefusedPair(p12, ours_.key_file), HasSubstr(p12 + ": is PKCS#12 (.p12, .pfx)"));
  EXPECT_THAT(RefusedPair(ours_.cert_file, locked), HasSubstr(locked + ": has a passphrase"));
  EXPECT_THAT(RefusedPair(ours_.cert_file, key_der),
              HasSubstr(key_der + ": is in DER form, not PEM: convert it (openssl pkey -inform"));
  EXPECT_THAT(
      RefusedPair(ours_.cert_file, other_.key_file),
      HasSubstr(other_.key_file + ": is not the key of the certificate in " + ours_.cert_file));
  EXPECT_THAT(Refused("ca_file: '" + dir_.Write("empty.pem", "") + "'"), HasSubstr(": is empty"));
}

// The command that an error names does what it says.
TEST_F(TlsFilesOfTheAgent, AreRightAfterTheCommandThatTheErrorNames) {
  const std::string der = Make("ours.der", {"x509", "-in", ca_.ca_file(), "-outform", "DER"});
  ASSERT_EQ(
      test::Run({"openssl", "x509", "-inform", "DER", "-in", der, "-out", der + ".pem"}).status, 0);
  const ScriptedServer server(Healthy(), ServerTls{ours_.cert_file, ours_.key_file, ""});
  Start(server.url(), "tls_config: {ca_file: '" + der + ".pem'}");
  EXPECT_TRUE(server.AwaitRequests(2)) << daemon_->process().Errors();
}

TEST_F(TlsFilesOfTheAgent, MayBeABundleOfThreeMegabytes) {
  const ScriptedServer server(Healthy(), ServerTls{ours_.cert_file, ours_.key_file, ""});
  const std::string bundle = dir_.Write(
      "bundle.pem", std::string(3 << 20, '#') + "\n" + base::ReadSmallFile(ca_.ca_file()));
  Start(server.url(), "tls_config: {ca_file: '" + bundle + "'}");
  EXPECT_TRUE(server.AwaitRequests(2)) << daemon_->process().Errors();
}

TEST_F(TlsFilesOfTheAgent, ThatARenewalGetsWrongFailThePushesAsTlsAndInTheSameWords) {
  const ScriptedServer server(Healthy(), ServerTls{ours_.cert_file, ours_.key_file, ca_.ca_file()});
  const CertificateFiles client = ca_.Issue("client");
  Start(server.url(), "tls_config: {ca_file: '" + ca_.ca_file() + "', cert_file: '" +
                          client.cert_file + "', key_file: '" + client.key_file + "'}");
  ASSERT_TRUE(server.AwaitRequests(2)) << daemon_->process().Errors();
  const std::string key = base::ReadSmallFile(client.key_file);
  const auto overwrite = fs::copy_options::overwrite_existing;
  fs::copy_file(other_.key_file, client.key_file, overwrite);
  ExpectFault("tls", client.key_file + ": is not the key of the certificate in " +
                         client.cert_file + ": put both files in place from the same renewal");
  (void)dir_.Write(fs::path(client.key_file).filename().string(), key);
  EXPECT_TRUE(Eventually([&] { return LogLines("push works", url_).size() == 2; }))
      << daemon_->process().Errors();
}

}  // namespace
}  // namespace agent::test
