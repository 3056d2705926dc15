#include <gmock/gmock.h>

#include <filesystem>

#include "agent/base/file.hpp"
#include "agent/net/http_client.hpp"
#include "net/client_helpers.hpp"
#include "support/certificates.hpp"
#include "support/scripted_server.hpp"
#include "support/temp_dir.hpp"

namespace agent::net {
namespace {

using test::CertificateFiles;
using test::Get;
using test::InTurn;
using test::Reply;
using test::ScriptedServer;
using test::SendOnce;
using testing::HasSubstr;

class HttpClientTls : public testing::Test {
 protected:
  static std::unique_ptr<ScriptedServer> Serve(const CertificateFiles& files,
                                               const std::string& client_ca_file = "") {
    return std::make_unique<ScriptedServer>(
        InTurn({Reply(200)}), test::ServerTls{files.cert_file, files.key_file, client_ca_file});
  }

  config::HttpClientConfig Trusting(const test::CertificateAuthority& ca) const {
    config::HttpClientConfig config;
    config.tls_config.ca_file = ca.ca_file();
    return config;
  }

  test::TempDir folder_;
  test::CertificateAuthority ca_{folder_.path(), "ca"};
  test::CertificateAuthority other_ca_{folder_.path(), "other-ca"};
};

TEST_F(HttpClientTls, TrustsWhatItsCaSigned) {
  const auto server = Serve(ca_.Issue("server"));
  const HttpReply reply = SendOnce(Get(server->url()), Trusting(ca_));
  EXPECT_EQ(reply.status, 200) << reply.detail;
  EXPECT_EQ(server->requests().at(0).headers.at("host"),
            "127.0.0.1:" + std::to_string(server->port()));
}

TEST_F(HttpClientTls, RefusesAnUnknownCa) {
  const auto server = Serve(ca_.Issue("server"));
  const auto expect = [&](const config::HttpClientConfig& config, const std::string& hint) {
    const HttpReply reply = SendOnce(Get(server->url()), config);
    EXPECT_EQ(reply.error, TransportError::kTls);
    EXPECT_EQ(reply.detail, server->url() +
                                ": SSL certificate problem: unable to get local issuer "
                                "certificate: " +
                                hint);
  };
  expect({}, "set tls_config.ca_file to the CA that signed it");
  expect(Trusting(other_ca_), "none of the CAs in " + other_ca_.ca_file() +
                                  " (tls_config.ca_file) signed it: put the one that did into that "
                                  "file");
  EXPECT_TRUE(server->requests().empty());
}

TEST_F(HttpClientTls, RefusesAnExpiredCertificate) {
  const auto server =
      Serve(ca_.Issue("server", "DNS:localhost,IP:127.0.0.1", std::chrono::hours(-1)));
  const HttpReply reply = SendOnce(Get(server->url()), Trusting(ca_));
  EXPECT_EQ(reply.error, TransportError::kTls);
  EXPECT_EQ(reply.detail, server->url() +
                              ": SSL certificate problem: certificate has expired: renew it on the "
                              "server, or is this machine's clock wrong?");
}

TEST_F(HttpClientTls, AsksAfterTheClockWhenACertificateIsNotYetValid) {
  const auto server =
      Serve(ca_.Issue("server", "DNS:localhost,IP:127.0.0.1", std::chrono::hours(72)));
  const HttpReply reply = SendOnce(Get(server->url()), Trusting(ca_));
  EXPECT_EQ(reply.error, TransportError::kTls);
  EXPECT_THAT(reply.detail, HasSubstr("not yet valid: is this machine's clock right?"));
}

TEST_F(HttpClientTls, RefusesAnotherHostsCertificate) {
  const auto server = Serve(ca_.Issue("server", "DNS:push.example.com"));
  const HttpReply reply = SendOnce(Get(server->url()), Trusting(ca_));
  EXPECT_EQ(reply.error, TransportError::kTls);
  EXPECT_THAT(reply.detail, HasSubstr("set tls_config.server_name to a name in its certificate"));
}

TEST_F(HttpClientTls, VerifiesServerNameAndStillAsksForTheUrlsHost) {
  const auto server = Serve(ca_.Issue("server", "DNS:push.example.com"));
  config::HttpClientConfig config = Trusting(ca_);
  config.tls_config.server_name = "push.example.com";
  const HttpReply reply = SendOnce(Get(server->url() + "/metrics?a=b"), config);
  ASSERT_EQ(reply.status, 200) << reply.detail;
  EXPECT_EQ(server->requests().at(0).target, "/metrics?a=b");
  EXPECT_EQ(server->requests().at(0).headers.at("host"),
            "127.0.0.1:" + std::to_string(server->port()));

  config.tls_config.server_name = "other.example.com";
  EXPECT_EQ(SendOnce(Get(server->url()), config).error, TransportError::kTls);
}

TEST_F(HttpClientTls, SkipsVerificationWhenToldTo) {
  const auto server = Serve(ca_.Issue("server", "DNS:push.example.com", std::chrono::hours(-1)));
  config::HttpClientConfig config;
  config.tls_config.insecure_skip_verify = true;
  EXPECT_EQ(SendOnce(Get(server->url()), config).status, 200);
}

TEST_F(HttpClientTls, ShowsItsClientCertificate) {
  const auto server = Serve(ca_.Issue("server"), other_ca_.ca_file());
  config::HttpClientConfig config = Trusting(ca_);
  HttpReply reply = SendOnce(Get(server->url()), config);
  EXPECT_EQ(reply.error, TransportError::kTls) << reply.detail;
  EXPECT_THAT(reply.detail, HasSubstr("does it want a client certificate (tls_config.cert_file"));

  const CertificateFiles client = other_ca_.Issue("client");
  config.tls_config.cert_file = client.cert_file;
  config.tls_config.key_file = client.key_file;
  reply = SendOnce(Get(server->url()), config);
  EXPECT_EQ(reply.status, 200) << reply.detail;
}

TEST_F(HttpClientTls, NamesAnUnusableFileOfItsOwn) {
  const auto server = Serve(ca_.Issue("server"));
  const std::string noise = folder_.Write("noise.pem", "noise");
  const CertificateFiles client = ca_.Issue("client");
  const CertificateFiles other = ca_.Issue("other");
  const auto fault = [&](const config::TlsConfig& tls) {
    config::HttpClientConfig config;
    config.tls_config = tls;
    const HttpReply reply = SendOnce(Get(server->url()), config);
    EXPECT_EQ(reply.error, TransportError::kTlsFile);
    return reply.detail;
  };
  EXPECT_EQ(fault({.ca_file = "/nonexistent/ca.pem"}),
            "/nonexistent/ca.pem: No such file or directory");
  EXPECT_EQ(fault({.ca_file = noise}),
            noise + ": holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
  EXPECT_EQ(fault({.ca_file = ca_.ca_file(), .cert_file = noise, .key_file = client.key_file}),
            noise + ": holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
  EXPECT_EQ(fault({.ca_file = ca_.ca_file(), .cert_file = client.cert_file, .key_file = noise}),
            noise + ": holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)");
  const config::TlsConfig mismatched{
      .ca_file = ca_.ca_file(), .cert_file = client.cert_file, .key_file = other.key_file};
  EXPECT_EQ(fault(mismatched), other.key_file + ": is not the key of the certificate in " +
                                   client.cert_file +
                                   ": put both files in place from the same renewal");
  EXPECT_TRUE(server->requests().empty());
}

// Its form is right, so only OpenSSL finds out.
TEST_F(HttpClientTls, NamesAFileOfItsOwnThatIsDamagedInside) {
  const auto server = Serve(ca_.Issue("server"));
  const std::string damaged = folder_.Write(
      "damaged.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  config::HttpClientConfig config;
  config.tls_config.ca_file = damaged;
  HttpReply reply = SendOnce(Get(server->url()), config);
  EXPECT_EQ(reply.error, TransportError::kTlsFile);
  EXPECT_THAT(reply.detail, HasSubstr("cannot use tls_config.ca_file: "));

  config = Trusting(ca_);
  config.tls_config.cert_file = damaged;
  config.tls_config.key_file = ca_.Issue("client").key_file;
  reply = SendOnce(Get(server->url()), config);
  EXPECT_EQ(reply.error, TransportError::kTlsFile);
  EXPECT_THAT(reply.detail, HasSubstr("cannot use tls_config.cert_file and key_file: "));
}

TEST_F(HttpClientTls, TakesABundleOfThreeMegabytes) {
  const auto server = Serve(ca_.Issue("server"));
  const std::string bundle = folder_.Write(
      "bundle.pem", std::string(3 << 20, '#') + "\n" + base::ReadSmallFile(ca_.ca_file()));
  config::HttpClientConfig config;
  config.tls_config.ca_file = bundle;
  const HttpReply reply = SendOnce(Get(server->url()), config);
  EXPECT_EQ(reply.status, 200) << reply.detail;
}

TEST_F(HttpClientTls, KeepsItsMismatchedFilesFromBeingUsedUntilTheyMatch) {
  const auto server = Serve(ca_.Issue("server"), other_ca_.ca_file());
  const CertificateFiles one = other_ca_.Issue("one");
  const CertificateFiles two = other_ca_.Issue("two");
  config::HttpClientConfig config = Trusting(ca_);
  config.tls_config.cert_file = one.cert_file;
  config.tls_config.key_file = two.key_file;
  const auto client = MakeHttpClient(config);
  EXPECT_EQ(client->Send(Get(server->url()), {}).error, TransportError::kTlsFile);
  EXPECT_EQ(client->Send(Get(server->url()), {}).error, TransportError::kTlsFile);
  std::filesystem::rename(one.key_file, two.key_file);
  EXPECT_EQ(client->Send(Get(server->url()), {}).status, 200);
}

TEST_F(HttpClientTls, KeepsItsConnectionUntilATlsFileChanges) {
  const auto server = Serve(ca_.Issue("server"));
  const std::string trusted = folder_.path() / "trusted.pem";
  const auto overwrite = std::filesystem::copy_options::overwrite_existing;
  std::filesystem::copy_file(ca_.ca_file(), trusted);
  config::HttpClientConfig config;
  config.tls_config.ca_file = trusted;
  const auto client = MakeHttpClient(config);
  ASSERT_EQ(client->Send(Get(server->url()), {}).status, 200);
  ASSERT_EQ(client->Send(Get(server->url()), {}).status, 200);
  EXPECT_EQ(server->requests().at(1).connection, 0U);

  std::filesystem::copy_file(other_ca_.ca_file(), trusted, overwrite);
  EXPECT_EQ(client->Send(Get(server->url()), {}).error, TransportError::kTls);
  std::filesystem::copy_file(ca_.ca_file(), trusted, overwrite);
  EXPECT_EQ(client->Send(Get(server->url()), {}).status, 200);
}

}  // namespace
}  // namespace agent::net
