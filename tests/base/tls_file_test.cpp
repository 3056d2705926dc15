#include "agent/base/tls_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "agent/base/file.hpp"
#include "support/certificates.hpp"
#include "support/temp_dir.hpp"

namespace agent::base {
namespace {

using std::string_literals::operator""s;
using testing::HasSubstr;

class TlsFiles : public testing::Test {
 protected:
  static std::string Fault(const std::string& content, TlsFile kind) {
    return TlsFileFault("/etc/x", content, kind);
  }

  test::TempDir dir_;
  test::CertificateAuthority ca_{dir_.path(), "ca"};
  test::CertificateFiles ours_ = ca_.Issue("ours");
  const std::string certificate_ = ReadSmallFile(ours_.cert_file);
  const std::string key_ = ReadSmallFile(ours_.key_file);
};

TEST_F(TlsFiles, AreTakenInPemForm) {
  EXPECT_EQ(ReadTlsFile(ours_.cert_file, TlsFile::kCertificate), certificate_);
  EXPECT_EQ(ReadTlsFile(ours_.cert_file, TlsFile::kCa), certificate_);
  EXPECT_EQ(ReadTlsFile(ours_.key_file, TlsFile::kKey), key_);
  const std::string both = key_ + certificate_;
  EXPECT_EQ(Fault(both, TlsFile::kCertificate), "");
  EXPECT_EQ(Fault(both, TlsFile::kKey), "");
  EXPECT_EQ(Fault("Subject: what openssl x509 -text writes\n" + certificate_, TlsFile::kCa), "");
}

TEST_F(TlsFiles, OfOtherFormsEachHaveWordsOfTheirOwn) {
  const std::string der = "\x30\x82\x01\x0a\x30\x82\x01\x00"s;
  const std::string pkcs12 = "\x30\x82\x09\x0a\x02\x01\x03\x30\x82"s;
  const std::string encrypted =
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA==\n-----END ENCRYPTED PRIVATE KEY-----\n";
  const std::string old_encrypted =
      "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n-----END RSA PRIVATE KEY-----\n";
  EXPECT_EQ(Fault(der, TlsFile::kCa),
            "is in DER form, not PEM: convert it (openssl x509 -inform DER -in /etc/x -out "
            "/etc/x.pem) and name the new file");
  EXPECT_EQ(Fault(der, TlsFile::kKey),
            "is in DER form, not PEM: convert it (openssl pkey -inform DER -in /etc/x -out "
            "/etc/x.pem) and name the new file");
  EXPECT_EQ(Fault(pkcs12, TlsFile::kCertificate),
            "is PKCS#12 (.p12, .pfx), not PEM: convert it (openssl pkcs12 -in /etc/x -out "
            "/etc/x.pem -nokeys) and name the new file");
  EXPECT_THAT(Fault(pkcs12, TlsFile::kKey), HasSubstr("/etc/x.pem -nocerts -nodes)"));
  EXPECT_EQ(Fault(encrypted, TlsFile::kKey), Fault(old_encrypted, TlsFile::kKey));
  EXPECT_EQ(Fault(encrypted, TlsFile::kKey),
            "has a passphrase, and nobody is there to type it: write the key without one (openssl "
            "pkey -in /etc/x -out NEW)");
  EXPECT_EQ(Fault(key_, TlsFile::kCertificate),
            "holds a private key but no certificate: name the file of the certificate");
  EXPECT_EQ(Fault(certificate_, TlsFile::kKey),
            "holds a certificate but no private key: name the file of the private key");
  EXPECT_EQ(Fault("-----BEGIN CERTIFICATE REQUEST-----\n", TlsFile::kCertificate),
            "holds a certificate request but no certificate: name the file of the certificate");
  EXPECT_THAT(Fault("-----BEGIN PKCS7-----\n", TlsFile::kCa), HasSubstr("is PKCS#7"));
  EXPECT_EQ(Fault(certificate_.substr(0, certificate_.size() / 2), TlsFile::kCertificate),
            "is cut short: the line -----END CERTIFICATE----- is missing");
  EXPECT_THAT(Fault("\xEF\xBB\xBF" + certificate_, TlsFile::kCa),
              HasSubstr("does not begin a line with -----BEGIN"));
  EXPECT_EQ(Fault("\xFF\xFE-\0-\0"s, TlsFile::kCa),
            "is UTF-16 text: save it as plain text (ASCII)");
  EXPECT_EQ(Fault("noise\n", TlsFile::kCa),
            "holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
  EXPECT_EQ(Fault("noise\n", TlsFile::kKey),
            "holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)");
}

TEST_F(TlsFiles, HaveOneLimitThatHoldsTheWorldsCas) {
  std::string bundle = "# " + std::string(3 << 20, '#') + "\n" + certificate_;
  EXPECT_EQ(ReadTlsFile(dir_.Write("bundle.pem", bundle), TlsFile::kCa), bundle);
  const std::string too_large = dir_.Write("large.pem", std::string(5 << 20, '#'));
  EXPECT_THROW(static_cast<void>(ReadTlsFile(too_large, TlsFile::kCa)), FileError);
}

TEST_F(TlsFiles, MayStillComeWhereTheyAreMissingOrEmpty) {
  for (const std::string& path :
       {dir_.Write("empty", ""), dir_.Write("blank", " \n"), (dir_.path() / "none").string()}) {
    EXPECT_THROW(static_cast<void>(ReadTlsFile(path, TlsFile::kCa)), FileNotReady) << path;
  }
}

TEST_F(TlsFiles, MustBelongTogether) {
  EXPECT_NO_THROW(CheckKeyBelongs("c", certificate_, "k", key_));
  EXPECT_NO_THROW(CheckKeyBelongs("c", certificate_ + ReadSmallFile(ca_.ca_file()), "k", key_));
  const std::string other = ReadSmallFile(ca_.Issue("other").key_file);
  try {
    CheckKeyBelongs("c", certificate_, "k", other);
    ADD_FAILURE();
  } catch (const FileError& error) {
    EXPECT_STREQ(error.what(),
                 "k: is not the key of the certificate in c: put both files in place from the same "
                 "renewal");
  }
  EXPECT_NO_THROW(CheckKeyBelongs("c", "what we cannot read", "k", other));
}

}  // namespace
}  // namespace agent::base
