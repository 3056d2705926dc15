#pragma once

#include <memory>
#include <optional>
#include <string>

#include "agent/base/clock.hpp"
#include "agent/config/config.hpp"
#include "agent/serve/keyed_hash.hpp"

struct gnutls_certificate_credentials_st;
struct gnutls_session_int;

namespace agent::serve {

// The server's TLS identity for GnuTLS: a certificate with its chain and key. If clients must have
// a certificate, also the CA that signs those. Immutable.
struct TlsIdentity {
  std::shared_ptr<gnutls_certificate_credentials_st> credentials;
  base::WallTime valid_from;  // of the certificate itself, not its chain
  base::WallTime valid_until;
  bool verifies_clients = false;
};

// Reads the files. Throws std::runtime_error, which names the file, the cause and the remedy, when
// a file cannot be used or the key does not belong to the certificate. An expired certificate is
// not an error.
[[nodiscard]] TlsIdentity ReadTlsIdentity(const config::TlsServerConfig& config);

// What is wrong with the certificate's dates at `now`, and what to do. Empty when nothing is.
[[nodiscard]] std::string ValidityFault(const TlsIdentity& identity, base::WallTime now);

// "2026-11-23 18:00 UTC".
[[nodiscard]] std::string DateText(base::WallTime time);

// The identity that the files hold now. A new certificate replaces the old one as soon as its files
// are complete and valid; until then the old one stays in use. When a file is missing at the start,
// every handshake fails until it exists. Logs each change, and each new fault once. For one thread.
class CurrentTlsIdentity {
 public:
  // Throws as ReadTlsIdentity does, except for a missing file.
  CurrentTlsIdentity(const config::TlsServerConfig& config, const base::Clock& clock);

  // Reads the files again where they have changed. Never throws, never null.
  [[nodiscard]] std::shared_ptr<const TlsIdentity> Get() noexcept;

 private:
  void Refresh();
  void ReportFault(const std::string& fault);
  void WarnIfInvalid() const;

  const config::TlsServerConfig config_;
  const base::Clock& clock_;
  const KeyedHash fingerprint_;
  std::optional<KeyedHash::Digest> seen_;  // of the files' content, good or bad; none: unreadable
  std::string fault_;                      // of the last reading; empty when it was good
  bool is_usable_ = false;                 // whether identity_ comes from the files
  std::shared_ptr<const TlsIdentity> identity_;
};

// The allowed protocol versions and ciphers, as a GnuTLS priority string.
[[nodiscard]] const char* TlsPriorities(config::TlsVersion min_version);

// Makes `session` use `identity`, which must outlive it. Call it before the handshake.
void Identify(gnutls_session_int* session, const TlsIdentity& identity);

}  // namespace agent::serve
