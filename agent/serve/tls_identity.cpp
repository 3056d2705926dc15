#include "agent/serve/tls_identity.hpp"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include <algorithm>
#include <chrono>
#include <new>
#include <stdexcept>
#include <utility>

#include "agent/base/file.hpp"
#include "agent/base/log.hpp"
#include "agent/base/tls_file.hpp"
#include "agent/base/utc_text.hpp"

namespace agent::serve {
namespace {

using Credentials = std::shared_ptr<gnutls_certificate_credentials_st>;

[[noreturn]] void Fail(const std::string& path, const std::string& why) {
  throw std::runtime_error("cannot use " + path + ": " + why);
}

struct Chain {
  Chain() = default;
  Chain(const Chain&) = delete;
  Chain& operator=(const Chain&) = delete;
  ~Chain() {
    for (unsigned i = 0; i < size; ++i) ::gnutls_x509_crt_deinit(certificates[i]);
    ::gnutls_free(certificates);
  }

  gnutls_x509_crt_t* certificates = nullptr;
  unsigned size = 0;
};

void ParseChain(const std::string& path, const std::string& pem, Chain& chain) {
  const auto bytes = base::AsDatum<gnutls_datum_t>(pem);
  const int code = ::gnutls_x509_crt_list_import2(&chain.certificates, &chain.size, &bytes,
                                                  GNUTLS_X509_FMT_PEM, 0);
  if (code >= 0 && chain.size > 0) return;
  Fail(path, std::string("it is not a whole certificate in PEM form (") + ::gnutls_strerror(code) +
                 "): it must hold the certificate, and then the chain to its CA");
}

struct KeyDeleter {
  void operator()(gnutls_x509_privkey_int* key) const { ::gnutls_x509_privkey_deinit(key); }
};
using Key = std::unique_ptr<gnutls_x509_privkey_int, KeyDeleter>;

Key ParseKey(const std::string& path, const std::string& pem) {
  const auto bytes = base::AsDatum<gnutls_datum_t>(pem);
  gnutls_x509_privkey_t raw = nullptr;
  if (::gnutls_x509_privkey_init(&raw) < 0) throw std::bad_alloc();
  Key key(raw);
  const int code =
      ::gnutls_x509_privkey_import2(key.get(), &bytes, GNUTLS_X509_FMT_PEM, nullptr, 0);
  if (code >= 0) return key;
  Fail(path,
       std::string("it is not a whole private key in PEM form (") + ::gnutls_strerror(code) + ")");
}

Credentials MakeCredentials() {
  gnutls_certificate_credentials_t raw = nullptr;
  if (::gnutls_certificate_allocate_credentials(&raw) < 0) throw std::bad_alloc();
  return {raw, &::gnutls_certificate_free_credentials};
}

void TrustClientsOf(const std::string& ca_file, const std::string& pem,
                    gnutls_certificate_credentials_t credentials) {
  const auto bytes = base::AsDatum<gnutls_datum_t>(pem);
  const int count =
      ::gnutls_certificate_set_x509_trust_mem(credentials, &bytes, GNUTLS_X509_FMT_PEM);
  if (count > 0) return;
  Fail(ca_file,
       "it holds no certificate in PEM form: it must be that of the CA which signs the "
       "clients' certificates (local.tls_server_config.client_ca_file)");
}

// A certificate "without an end" is valid until the year 9999, which the clock's type cannot hold.
base::WallTime WallTimeOf(std::time_t since_epoch) {
  constexpr auto kLatest = std::chrono::floor<std::chrono::seconds>(base::WallTime::max());
  return std::min(std::chrono::sys_seconds(std::chrono::seconds(since_epoch)), kLatest);
}

// The files' content.
struct Pem {
  std::string cert;
  std::string key;
  std::string client_ca;
};

Pem ReadPem(const config::TlsServerConfig& config) {
  Pem pem{base::ReadTlsFile(config.cert_file, base::TlsFile::kCertificate),
          base::ReadTlsFile(config.key_file, base::TlsFile::kKey),
          {}};
  if (!config.client_ca_file.empty()) {
    pem.client_ca = base::ReadTlsFile(config.client_ca_file, base::TlsFile::kCa);
  }
  return pem;
}

// Lets nobody in: without a certificate every handshake fails.
TlsIdentity NoIdentity() {
  TlsIdentity none;
  none.credentials = MakeCredentials();
  none.valid_until = base::WallTime::max();
  return none;
}

TlsIdentity ParseIdentity(const config::TlsServerConfig& config, const Pem& pem) {
  Chain chain;
  ParseChain(config.cert_file, pem.cert, chain);
  const Key key = ParseKey(config.key_file, pem.key);
  TlsIdentity identity;
  identity.credentials = MakeCredentials();
  base::CheckKeyBelongs(config.cert_file, pem.cert, config.key_file, pem.key);
  const int code = ::gnutls_certificate_set_x509_key(identity.credentials.get(), chain.certificates,
                                                     static_cast<int>(chain.size), key.get());
  if (code < 0) Fail(config.cert_file, ::gnutls_strerror(code));
  if (!config.client_ca_file.empty()) {
    TrustClientsOf(config.client_ca_file, pem.client_ca, identity.credentials.get());
    identity.verifies_clients = true;
  }
  identity.valid_from = WallTimeOf(::gnutls_x509_crt_get_activation_time(chain.certificates[0]));
  identity.valid_until = WallTimeOf(::gnutls_x509_crt_get_expiration_time(chain.certificates[0]));
  return identity;
}

}  // namespace

TlsIdentity ReadTlsIdentity(const config::TlsServerConfig& config) {
  return ParseIdentity(config, ReadPem(config));
}

std::string DateText(base::WallTime time) { return base::UtcText(time, "%Y-%m-%d %H:%M UTC"); }

std::string ValidityFault(const TlsIdentity& identity, base::WallTime now) {
  if (now < identity.valid_from) {
    return "is not valid before " + DateText(identity.valid_from) +
           ": is this machine's clock right?";
  }
  if (now > identity.valid_until) {
    return "expired on " + DateText(identity.valid_until) +
           ": put a renewed one in its place (no restart is needed)";
  }
  return "";
}

CurrentTlsIdentity::CurrentTlsIdentity(const config::TlsServerConfig& config,
                                       const base::Clock& clock)
    : config_(config), clock_(clock) {
  Pem pem;
  try {
    pem = ReadPem(config_);
  } catch (const base::FileNotReady& error) {
    identity_ = std::make_shared<const TlsIdentity>(NoIdentity());
    ReportFault(error.what());
    return;
  }
  seen_ = fingerprint_({pem.cert, pem.key, pem.client_ca});
  identity_ = std::make_shared<const TlsIdentity>(ParseIdentity(config_, pem));
  is_usable_ = true;
  WarnIfInvalid();
}

std::shared_ptr<const TlsIdentity> CurrentTlsIdentity::Get() noexcept {
  try {
    Refresh();
  } catch (...) {  // no memory: the old one goes on
  }
  return identity_;
}

// Compares content: times and sizes of files can stay the same while they change.
void CurrentTlsIdentity::Refresh() {
  try {
    const Pem pem = ReadPem(config_);
    const KeyedHash::Digest content = fingerprint_({pem.cert, pem.key, pem.client_ca});
    if (content == seen_) return;
    seen_ = content;
    identity_ = std::make_shared<const TlsIdentity>(ParseIdentity(config_, pem));
    is_usable_ = true;
  } catch (const base::FileError& error) {
    seen_.reset();
    ReportFault(error.what());
    return;
  } catch (const std::bad_alloc&) {
    seen_.reset();
    throw;
  } catch (const std::runtime_error& error) {
    ReportFault(error.what());
    return;
  }
  fault_.clear();
  base::LogInfo(
      "the local endpoint has read its certificate again",
      {{"cert_file", config_.cert_file}, {"valid_until", DateText(identity_->valid_until)}});
  WarnIfInvalid();
}

void CurrentTlsIdentity::ReportFault(const std::string& fault) {
  if (fault == fault_) return;
  fault_ = fault;
  base::LogError(is_usable_
                     ? "the local endpoint's new certificate cannot be used: the old one goes on"
                     : "the local endpoint has no certificate yet: nobody can connect until it is "
                       "there",
                 {{"error", fault}});
}

void CurrentTlsIdentity::WarnIfInvalid() const {
  const std::string invalid = ValidityFault(*identity_, clock_.Now());
  if (invalid.empty()) return;
  base::LogWarn("the local endpoint's certificate cannot be trusted by clients",
                {{"error", config_.cert_file + " " + invalid}});
}

const char* TlsPriorities(config::TlsVersion min_version) {
  return min_version == config::TlsVersion::kTls13
             ? "NORMAL:-VERS-ALL:+VERS-TLS1.3"
             : "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE";
}

void Identify(gnutls_session_t session, const TlsIdentity& identity) {
  ::gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, identity.credentials.get());
  if (!identity.verifies_clients) return;
  static gnutls_typed_vdata_st purpose = {
      GNUTLS_DT_KEY_PURPOSE_OID,
      reinterpret_cast<unsigned char*>(const_cast<char*>(GNUTLS_KP_TLS_WWW_CLIENT)), 0};
  ::gnutls_certificate_server_set_request(session, GNUTLS_CERT_REQUIRE);
  ::gnutls_session_set_verify_cert2(session, &purpose, 1, 0);
}

}  // namespace agent::serve
