#include "agent/serve/access_control.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "agent/base/file.hpp"
#include "agent/base/log.hpp"
#include "agent/base/secret.hpp"

namespace agent::serve {

namespace {

int HighestCost(const std::map<std::string, std::string>& users) {
  int highest = 0;
  for (const auto& [name, hash] : users) highest = std::max(highest, BcryptCost(hash).value_or(0));
  return highest;
}

}  // namespace

AccessControl::AccessControl(const config::LocalConfig& config, int failed_logins_burst,
                             const base::Clock& clock, PasswordVerifier verifier)
    : authorization_(config.authorization),
      users_(config.basic_auth_users),
      highest_cost_(HighestCost(users_)),
      verify_(std::move(verifier)),
      wrong_passwords_(failed_logins_burst, clock),
      wrong_tokens_(failed_logins_burst, clock) {}

std::vector<std::string> AccessControl::Challenges() const {
  std::vector<std::string> challenges;
  if (authorization_) challenges.push_back(authorization_->type + " realm=\"odin-agent\"");
  if (!users_.empty()) challenges.emplace_back("Basic realm=\"odin-agent\", charset=\"UTF-8\"");
  return challenges;
}

Decision AccessControl::Decide(const CredentialHeaders& headers, const std::string& client) {
  if (IsOpen()) return {Access::kGranted, {}};
  Credentials credentials =
      ParseCredentials(headers, authorization_ ? authorization_->type : "Bearer");
  if (const Token* token = std::get_if<Token>(&credentials)) {
    if (!authorization_) return {Access::kDenied, {}};
    if (IsToken(token->text)) return {Access::kGranted, {}};
    return {CountFailure(wrong_tokens_, client, Access::kDenied, "tokens"), {}};
  }
  Login* login = std::get_if<Login>(&credentials);
  if (login == nullptr || users_.empty()) return {Access::kDenied, {}};
  // Before the limiter: who is known is never slowed down by another program on the same address.
  if (IsRemembered(*login)) return {Access::kGranted, {}};
  const Access access = CountFailure(wrong_passwords_, client, Access::kCheckPassword, "passwords");
  return {access, std::move(*login)};
}

Access AccessControl::CountFailure(FailureLimiter& limiter, const std::string& client,
                                   Access within_limit, const char* what_is_guessed) {
  FailureLimiter::Verdict verdict;
  {
    const std::lock_guard lock(mutex_);
    verdict = limiter.Take(client);
  }
  if (verdict == FailureLimiter::Verdict::kAllowed) return within_limit;
  if (verdict == FailureLimiter::Verdict::kNewlyLimited) {
    base::LogWarn("too many failed logins: further ones are slowed down",
                  {{"client", client}, {"wrong", what_is_guessed}});
  }
  return Access::kTooManyFailures;
}

AccessControl::PasswordCheck AccessControl::StartPasswordCheck(const Login& login) {
  // Another request with the same password may have been checked while this one waited.
  if (IsRemembered(login)) return [] { return true; };
  const auto user = users_.find(login.username);
  const bool exists = user != users_.end();
  return [verify = verify_, password = login.password, exists,
          hash = (exists ? user : users_.begin())->second, highest = highest_cost_] {
    const bool matches = verify(password, hash);
    // Each step of the cost doubles the time, so one more check at each takes what is missing.
    for (int cost = BcryptCost(hash).value_or(highest); cost < highest; ++cost) {
      static_cast<void>(verify(password, DecoyHash(cost)));
    }
    return exists && matches;
  };
}

void AccessControl::PasswordWasRight(const Login& login, const std::string& client) {
  const KeyedHash::Digest digest = fingerprint_({login.username, login.password});
  const std::lock_guard lock(mutex_);
  wrong_passwords_.GiveBack(client);
  verified_[login.username] = digest;
}

bool AccessControl::IsToken(const std::string& text) {
  base::Secret expected;
  try {
    expected = base::ReadSecret(authorization_->credentials);
  } catch (const base::FileError& error) {
    ReportTokenFile(error.what());
    return false;
  }
  ReportTokenFile(std::nullopt);
  return !expected.empty() &&
         ConstantTimeEqual(fingerprint_({text}), fingerprint_({expected.Reveal()}));
}

bool AccessControl::IsRemembered(const Login& login) {
  const KeyedHash::Digest digest = fingerprint_({login.username, login.password});
  const std::lock_guard lock(mutex_);
  const auto found = verified_.find(login.username);
  return found != verified_.end() && ConstantTimeEqual(found->second, digest);
}

void AccessControl::ReportTokenFile(const std::optional<std::string>& fault) {
  {
    const std::lock_guard lock(mutex_);
    if (token_file_failed_ == fault.has_value()) return;
    token_file_failed_ = fault.has_value();
  }
  if (fault) {
    base::LogError("cannot read the token of local.authorization: nobody gets in by token",
                   {{"error", *fault}});
  } else {
    base::LogInfo("the token of local.authorization can be read again");
  }
}

}  // namespace agent::serve
