#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

struct evp_pkey_st;
struct x509_st;

namespace agent::test {

struct CertificateFiles {
  std::string cert_file;
  std::string key_file;
};

// A certificate authority with a new P-256 key. It writes its own certificate and those that it
// issues as PEM files into `folder`. Throws std::runtime_error when OpenSSL fails.
class CertificateAuthority {
 public:
  CertificateAuthority(std::filesystem::path folder, const std::string& name);
  ~CertificateAuthority();

  [[nodiscard]] std::string ca_file() const;

  // A certificate for servers and clients. `alt_names` is as in OpenSSL's subjectAltName.
  [[nodiscard]] CertificateFiles Issue(
      const std::string& name, const std::string& alt_names = "DNS:localhost,IP:127.0.0.1",
      std::chrono::hours valid_from_now = std::chrono::hours(24)) const;

 private:
  struct Deleter {
    void operator()(evp_pkey_st* key) const noexcept;
    void operator()(x509_st* certificate) const noexcept;
  };
  using Key = std::unique_ptr<evp_pkey_st, Deleter>;
  using Certificate = std::unique_ptr<x509_st, Deleter>;

  static Key MakeKey();
  [[nodiscard]] Certificate Sign(const std::string& name, evp_pkey_st* key,
                                 std::chrono::hours valid_from_now,
                                 const std::string& alt_names) const;
  [[nodiscard]] CertificateFiles Write(const std::string& name, const x509_st* certificate,
                                       const evp_pkey_st* key) const;

  std::filesystem::path folder_;
  std::string name_;
  Key key_;
  Certificate certificate_;
};

}  // namespace agent::test
