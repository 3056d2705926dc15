#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "agent/base/clock.hpp"
#include "agent/config/config.hpp"
#include "agent/serve/bcrypt.hpp"
#include "agent/serve/credentials.hpp"
#include "agent/serve/failure_limiter.hpp"
#include "agent/serve/keyed_hash.hpp"

namespace agent::serve {

enum class Access {
  kGranted,
  kDenied,
  kTooManyFailures,  // by this client; it may try again in a second
  kCheckPassword,    // run StartPasswordCheck()'s check, which is slow
};

struct Decision {
  Access access = Access::kDenied;
  Login login;  // for kCheckPassword
};

// Decides who may see the farm: clients with the token of `authorization`, or with a password of
// `basic_auth_users`. When neither is configured, everybody may.
//
// Secrets are compared in constant time. A token file is read at each use. The fingerprint of a
// right password is remembered, so that a scraper costs one bcrypt and not one each 15 s. Every
// other check takes as long as the most costly hash, even for unknown users, so that the time does
// not reveal user names.
//
// Wrong passwords are rate-limited per client, and so, separately, are wrong tokens. The right
// token is never refused. Otherwise someone who guesses behind the same NAT could lock Prometheus
// out. So only its length protects a token from being guessed.
//
// Logs when the token file cannot be read; until it can, no token is accepted. Logs when a client
// is limited. Thread-safe.
class AccessControl {
 public:
  using PasswordVerifier =
      std::function<bool(const std::string& password, const std::string& hash)>;

  AccessControl(const config::LocalConfig& config, int failed_logins_burst,
                const base::Clock& clock, PasswordVerifier verifier = VerifyPassword);

  [[nodiscard]] bool IsOpen() const { return !authorization_ && users_.empty(); }

  // The WWW-Authenticate values of a 401, one for each scheme.
  [[nodiscard]] std::vector<std::string> Challenges() const;

  // Decides without a bcrypt check where it can. `client` is a ClientName().
  [[nodiscard]] Decision Decide(const CredentialHeaders& headers, const std::string& client);

  // The check for a Decision of kCheckPassword. It is slow, and may outlive this object.
  using PasswordCheck = std::function<bool()>;
  [[nodiscard]] PasswordCheck StartPasswordCheck(const Login& login);

  // Call it when the check has found the password right. Until then it counts as a failure.
  void PasswordWasRight(const Login& login, const std::string& client);

 private:
  [[nodiscard]] bool IsToken(const std::string& text);
  [[nodiscard]] bool IsRemembered(const Login& login);
  [[nodiscard]] Access CountFailure(FailureLimiter& limiter, const std::string& client,
                                    Access within_limit, const char* what_is_guessed);
  void ReportTokenFile(const std::optional<std::string>& fault);

  const std::optional<config::Authorization> authorization_;
  const std::map<std::string, std::string> users_;  // name → bcrypt hash
  const int highest_cost_;                          // of these hashes; 0 without any
  const PasswordVerifier verify_;
  const KeyedHash fingerprint_;

  std::mutex mutex_;  // guards what follows
  FailureLimiter wrong_passwords_;
  FailureLimiter wrong_tokens_;
  std::map<std::string, KeyedHash::Digest> verified_;  // by user: the digest of the last right
                                                       // password
  bool token_file_failed_ = false;
};

}  // namespace agent::serve
