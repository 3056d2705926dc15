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

// Who the server is to TLS clients, as GnuTLS takes it: a certificate with its chain and key, and
// the CA of clients where they must have a certificate themselves. Never changes.
struct TlsIdentity {
  std::shared_ptr<gnutls_certificate_credentials_st> credentials;
  base::WallTime valid_from;  // of the certificate itself, not its chain
  base::WallTime valid_until;
  bool verifies_clients = false;
};

// Reads the files. Throws std::runtime_error, naming the file, the cause and the remedy, when one
// cannot be used or the key is not the certificate's. A certificate that has expired is no error.
[[nodiscard]] TlsIdentity ReadTlsIdentity(const config::TlsServerConfig& config);

// What is wrong with the certificate's dates at `now`, and what to do; empty where nothing is.
[[nodiscard]] std::string ValidityFault(const TlsIdentity& identity, base::WallTime now);

// "2026-11-23 18:00 UTC".
[[nodiscard]] std::string DateText(base::WallTime time);

// The identity that the files hold now. A new certificate takes the place of the old one as soon as
// it is whole; until then the old one stays in use. Where a file is missing at the start, every
// handshake fails until it is there. Logs each change, and each new fault once. For one thread.
class CurrentTlsIdentity {
 public:
  // Throws as ReadTlsIdentity does, but not for a file that is missing.
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
  std::optional<KeyedHash::Digest> seen_;  // content of the files, good or bad; none: unreadable
  std::string fault_;                      // of the last reading; empty when it was good
  bool is_usable_ = false;                 // whether identity_ comes from the files
  std::shared_ptr<const TlsIdentity> identity_;
};

// GnuTLS' words for which protocol versions and ciphers may be used.
[[nodiscard]] const char* TlsPriorities(config::TlsVersion min_version);

// Makes `session` use `identity`, which must outlive it. Before its handshake.
void Identify(gnutls_session_int* session, const TlsIdentity& identity);

}  // namespace agent::serve
