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
  kTooManyFailures,  // of this client; it may try again in a second
  kCheckPassword,    // only CheckPassword can tell, and that is slow
};

struct Decision {
  Access access = Access::kDenied;
  Login login;  // for kCheckPassword
};

// Says who may see the farm: whoever has the token of `authorization`, or a password of
// `basic_auth_users`. Everybody may where neither is configured.
//
// Secrets are compared in constant time. A token file is read at each use. A password that was
// right once is remembered by its fingerprint, so that a scraper costs one bcrypt and not one each
// 15 s. Every other check takes as long as the most costly hash, for users that do not exist too:
// the time does not tell names.
//
// Wrong passwords are rate-limited per client, and wrong tokens apart from them. The right token is
// never refused: else whoever guesses behind the same NAT could keep Prometheus out. So what stands
// against guessing a token is its length.
//
// Thread-safe. Logs that the token file cannot be read (nobody gets in by token until it can), and
// that a client guesses.
class AccessControl {
 public:
  using PasswordVerifier =
      std::function<bool(const std::string& password, const std::string& hash)>;

  AccessControl(const config::LocalConfig& config, int failed_logins_burst,
                const base::Clock& clock, PasswordVerifier verifier = VerifyPassword);

  [[nodiscard]] bool IsOpen() const { return !authorization_ && users_.empty(); }

  // The values of WWW-Authenticate for a 401, one for each way in.
  [[nodiscard]] std::vector<std::string> Challenges() const;

  // Decides all that can be decided at once; `client` is a ClientName().
  [[nodiscard]] Decision Decide(const CredentialHeaders& headers, const std::string& client);

  // What answers a Decision of kCheckPassword: slow, and usable even after this is gone.
  using PasswordCheck = std::function<bool()>;
  [[nodiscard]] PasswordCheck StartPasswordCheck(const Login& login);

  // To be told when the check has found the password right; until then it counts as a failure.
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
  std::map<std::string, KeyedHash::Digest> verified_;  // by user: of the last right password
  bool token_file_failed_ = false;
};

}  // namespace agent::serve
