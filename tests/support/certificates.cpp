#include "support/certificates.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <cstdio>
#include <stdexcept>
#include <utility>

namespace agent::test {
namespace {

void Check(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(std::string("cannot make a test certificate: ") + what);
}

void AddExtension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  struct Deleter {
    void operator()(X509_EXTENSION* extension) const noexcept { X509_EXTENSION_free(extension); }
  };
  const std::unique_ptr<X509_EXTENSION, Deleter> extension(
      X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  Check(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1, "extension");
}

struct FileCloser {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

std::unique_ptr<std::FILE, FileCloser> OpenForWriting(const std::string& path) {
  std::unique_ptr<std::FILE, FileCloser> file(std::fopen(path.c_str(), "w"));
  Check(file != nullptr, path.c_str());
  return file;
}

}  // namespace

void CertificateAuthority::Deleter::operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }

void CertificateAuthority::Deleter::operator()(X509* certificate) const noexcept {
  X509_free(certificate);
}

CertificateAuthority::CertificateAuthority(std::filesystem::path folder, const std::string& name)
    : folder_(std::move(folder)), name_(name), key_(MakeKey()) {
  certificate_ = Sign(name, key_.get(), std::chrono::hours(24), "");
  static_cast<void>(Write(name, certificate_.get(), key_.get()));
}

CertificateAuthority::~CertificateAuthority() = default;

std::string CertificateAuthority::ca_file() const { return folder_ / (name_ + ".pem"); }

CertificateFiles CertificateAuthority::Issue(const std::string& name, const std::string& alt_names,
                                             std::chrono::hours valid_from_now) const {
  const Key key = MakeKey();
  const Certificate certificate = Sign(name, key.get(), valid_from_now, alt_names);
  return Write(name, certificate.get(), key.get());
}

CertificateAuthority::Key CertificateAuthority::MakeKey() {
  Key key(EVP_EC_gen("P-256"));
  Check(key != nullptr, "key");
  return key;
}

// Signs with the CA's key; while there is no CA certificate yet, makes that one.
CertificateAuthority::Certificate CertificateAuthority::Sign(const std::string& name, EVP_PKEY* key,
                                                             std::chrono::hours valid_from_now,
                                                             const std::string& alt_names) const {
  static std::atomic<long> serial = 1;
  constexpr long kTwoDays = 48L * 3600;
  Certificate certificate(X509_new());
  Check(certificate != nullptr, "memory");
  X509* const raw = certificate.get();
  X509* const issuer = certificate_ ? certificate_.get() : raw;
  const long valid_until = static_cast<long>(std::chrono::seconds(valid_from_now).count());
  X509_NAME* const subject = X509_get_subject_name(raw);
  Check(X509_set_version(raw, X509_VERSION_3) == 1 &&
            ASN1_INTEGER_set(X509_get_serialNumber(raw), serial++) == 1 &&
            X509_gmtime_adj(X509_getm_notBefore(raw), valid_until - kTwoDays) != nullptr &&
            X509_gmtime_adj(X509_getm_notAfter(raw), valid_until) != nullptr &&
            X509_set_pubkey(raw, key) == 1 &&
            X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                       reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1,
                                       0) == 1 &&
            X509_set_issuer_name(raw, X509_get_subject_name(issuer)) == 1,
        "fields");
  AddExtension(raw, issuer, NID_basic_constraints,
               certificate_ ? "critical,CA:FALSE" : "critical,CA:TRUE");
  if (!alt_names.empty()) AddExtension(raw, issuer, NID_subject_alt_name, alt_names);
  Check(X509_sign(raw, key_.get(), EVP_sha256()) > 0, "signature");
  return certificate;
}

CertificateFiles CertificateAuthority::Write(const std::string& name, const X509* certificate,
                                             const EVP_PKEY* key) const {
  const CertificateFiles files{folder_ / (name + ".pem"), folder_ / (name + ".key")};
  Check(PEM_write_X509(OpenForWriting(files.cert_file).get(), certificate) == 1, "write");
  Check(PEM_write_PrivateKey(OpenForWriting(files.key_file).get(), key, nullptr, nullptr, 0,
                             nullptr, nullptr) == 1,
        "write");
  return files;
}

}  // namespace agent::test
