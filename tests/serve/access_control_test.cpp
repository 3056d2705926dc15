#include "agent/serve/access_control.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "agent/base/base64.hpp"
#include "agent/serve/bcrypt.hpp"
#include "support/manual_clock.hpp"
#include "support/temp_dir.hpp"

namespace agent::serve {
namespace {

using std::chrono_literals::operator""s;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr int kBurst = 3;
const std::string kClient = "192.0.2.7";

config::Authorization InlineToken(std::string text) {
  config::Authorization authorization;
  authorization.credentials.value = base::Secret(std::move(text));
  return authorization;
}

class AccessControlTest : public testing::Test {
 protected:
  // A hash is "hash of PASSWORD"; each comparison counts.
  AccessControl Make() {
    return {config_, kBurst, clock_, [this](const std::string& password, const std::string& hash) {
              ++bcrypt_runs_;
              return hash == "hash of " + password;
            }};
  }

  static CredentialHeaders Basic(const std::string& user, const std::string& password) {
    static std::string value;
    value = "Basic " + base::Base64Encode(user + ":" + password);
    return {{value}, {}};
  }

  static Access Decide(AccessControl& access, const CredentialHeaders& headers,
                       const std::string& client = kClient) {
    return access.Decide(headers, client).access;
  }

  static bool CheckPassword(AccessControl& access, const Login& login, const std::string& client) {
    const bool is_right = access.StartPasswordCheck(login)();
    if (is_right) access.PasswordWasRight(login, client);
    return is_right;
  }

  // The whole way of a login, as the server goes it.
  static Access LogIn(AccessControl& access, const std::string& user, const std::string& password,
                      const std::string& client = kClient) {
    const Decision decision = access.Decide(Basic(user, password), client);
    if (decision.access != Access::kCheckPassword) return decision.access;
    return CheckPassword(access, decision.login, client) ? Access::kGranted : Access::kDenied;
  }

  config::LocalConfig config_;
  test::ManualClock clock_;
  int bcrypt_runs_ = 0;
};

TEST_F(AccessControlTest, IsOpenWhereNothingIsConfigured) {
  AccessControl access = Make();
  EXPECT_TRUE(access.IsOpen());
  EXPECT_EQ(Decide(access, {}), Access::kGranted);
  EXPECT_EQ(Decide(access, {{"nonsense"}, {}}), Access::kGranted);
  EXPECT_THAT(access.Challenges(), IsEmpty());
}

TEST_F(AccessControlTest, TakesTheTokenEitherWay) {
  config_.authorization = InlineToken("t0ken");
  AccessControl access = Make();
  EXPECT_EQ(Decide(access, {{"Bearer t0ken"}, {}}), Access::kGranted);
  EXPECT_EQ(Decide(access, {{}, {"t0ken"}}), Access::kGranted);
  EXPECT_EQ(Decide(access, {{"Bearer t0kem"}, {}}, "a"), Access::kDenied);
  EXPECT_EQ(Decide(access, {{"Bearer t0ke"}, {}}, "b"), Access::kDenied);
  EXPECT_EQ(Decide(access, {{"Bearer t0ken1"}, {}}, "c"), Access::kDenied);
  EXPECT_EQ(Decide(access, {{}, {"T0ken"}}, "d"), Access::kDenied);
  EXPECT_EQ(Decide(access, Basic("t0ken", "t0ken")), Access::kDenied);
  EXPECT_EQ(Decide(access, {}), Access::kDenied);
  EXPECT_EQ(bcrypt_runs_, 0);
}

TEST_F(AccessControlTest, LetsNobodyInByAnEmptyToken) {
  config_.authorization = InlineToken("");
  AccessControl access = Make();
  EXPECT_EQ(Decide(access, {{"Bearer "}, {}}), Access::kDenied);
  EXPECT_EQ(Decide(access, {{}, {""}}), Access::kDenied);
  EXPECT_EQ(Decide(access, {{}, {"x"}}), Access::kDenied);
}

TEST_F(AccessControlTest, ReadsARotatedTokenFileAfresh) {
  const test::TempDir dir;
  config_.authorization.emplace();
  config_.authorization->credentials.file = dir.Write("token", "old\n");
  AccessControl access = Make();
  EXPECT_EQ(Decide(access, {{"Bearer old"}, {}}), Access::kGranted);
  dir.Write("token", "new\n");
  EXPECT_EQ(Decide(access, {{"Bearer old"}, {}}), Access::kDenied);
  EXPECT_EQ(Decide(access, {{"Bearer new"}, {}}), Access::kGranted);
}

TEST_F(AccessControlTest, LetsNobodyInWhileTheTokenFileIsGoneAndSaysSoOnce) {
  const test::TempDir dir;
  config_.authorization.emplace();
  const std::string file = dir.Write("token", "t0ken");
  config_.authorization->credentials.file = file;
  AccessControl access = Make();
  testing::internal::CaptureStderr();
  std::filesystem::remove(file);
  for (const char* token : {"t0ken", "x", "t0ken"}) {
    EXPECT_EQ(Decide(access, {{}, {token}}), Access::kDenied);
  }
  dir.Write("token", "t0ken");
  EXPECT_EQ(Decide(access, {{}, {"t0ken"}}), Access::kGranted);
  EXPECT_EQ(Decide(access, {{}, {"t0ken"}}), Access::kGranted);
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr(file));
  EXPECT_THAT(log, HasSubstr("can be read again"));
  EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 2) << log;
  EXPECT_THAT(log, Not(HasSubstr("t0ken")));
}

TEST_F(AccessControlTest, ChecksAPasswordOnceAndThenKnowsIt) {
  config_.basic_auth_users = {{"admin", "hash of pw"}};
  AccessControl access = Make();
  EXPECT_EQ(LogIn(access, "admin", "pw"), Access::kGranted);
  EXPECT_EQ(bcrypt_runs_, 1);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(Decide(access, Basic("admin", "pw")), Access::kGranted);
  EXPECT_EQ(bcrypt_runs_, 1);
}

TEST_F(AccessControlTest, ChecksWrongPasswordsEachTime) {
  config_.basic_auth_users = {{"admin", "hash of pw"}, {"b", "hash of pb"}};
  AccessControl access = Make();
  ASSERT_EQ(LogIn(access, "admin", "pw"), Access::kGranted);
  EXPECT_EQ(LogIn(access, "admin", "pb"), Access::kDenied);
  EXPECT_EQ(LogIn(access, "b", "pw"), Access::kDenied);
  EXPECT_EQ(bcrypt_runs_, 3);
}

TEST_F(AccessControlTest, SpendsABcryptOnAnUnknownUserToo) {
  config_.basic_auth_users = {{"admin", "hash of pw"}};
  AccessControl access = Make();
  EXPECT_EQ(LogIn(access, "nobody", "pw"), Access::kDenied);
  EXPECT_EQ(LogIn(access, "", ""), Access::kDenied);
  EXPECT_EQ(bcrypt_runs_, 2);
}

// The time that a check takes, as crypt(3) is made: it doubles with each step of the cost.
TEST_F(AccessControlTest, TakesTheSameTimeForEveryUserKnownOrNot) {
  double time = 0;
  const auto verify = [&time](const std::string&, const std::string& hash) {
    time += std::pow(2, BcryptCost(hash).value());
    return false;
  };
  for (const auto& [user, cost] : std::map<std::string, int>{{"a", 4}, {"b", 12}, {"c", 9}}) {
    config_.basic_auth_users[user] = DecoyHash(cost);
  }
  AccessControl access(config_, kBurst, clock_, verify);
  for (const char* const user : {"a", "b", "c", "nobody", ""}) {
    time = 0;
    EXPECT_FALSE(access.StartPasswordCheck({user, "guess"})());
    EXPECT_EQ(time, std::pow(2, 12)) << user;
  }
}

TEST_F(AccessControlTest, LetsAUserOfALowerCostInAsBefore) {
  config_.basic_auth_users = {{"a", HashPassword("pa", 4)}, {"b", HashPassword("pb", 6)}};
  AccessControl access(config_, kBurst, clock_);
  EXPECT_TRUE(access.StartPasswordCheck({"a", "pa"})());
  EXPECT_TRUE(access.StartPasswordCheck({"b", "pb"})());
  EXPECT_FALSE(access.StartPasswordCheck({"a", "pb"})());
  EXPECT_FALSE(access.StartPasswordCheck({"nobody", "pa"})());
}

TEST_F(AccessControlTest, ChecksEqualLoginsThatWaitTogetherOnce) {
  config_.basic_auth_users = {{"admin", "hash of pw"}};
  AccessControl access = Make();
  const Decision first = access.Decide(Basic("admin", "pw"), kClient);
  const Decision second = access.Decide(Basic("admin", "pw"), kClient);
  EXPECT_TRUE(CheckPassword(access, first.login, kClient));
  EXPECT_TRUE(CheckPassword(access, second.login, kClient));
  EXPECT_EQ(bcrypt_runs_, 1);
}

TEST_F(AccessControlTest, SlowsDownWhoFailsTooOftenWithoutRunningBcrypt) {
  config_.basic_auth_users = {{"admin", "hash of pw"}};
  AccessControl access = Make();
  for (int i = 0; i < kBurst; ++i) EXPECT_EQ(LogIn(access, "admin", "no"), Access::kDenied);
  testing::internal::CaptureStderr();
  EXPECT_EQ(LogIn(access, "admin", "no"), Access::kTooManyFailures);
  EXPECT_EQ(LogIn(access, "admin", "pw"), Access::kTooManyFailures);
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr(kClient));
  EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 1) << log;
  EXPECT_EQ(bcrypt_runs_, kBurst);
  EXPECT_EQ(LogIn(access, "admin", "pw", "192.0.2.8"), Access::kGranted);
  clock_.Advance(1s);
  EXPECT_EQ(LogIn(access, "admin", "no"), Access::kDenied);
  EXPECT_EQ(LogIn(access, "admin", "no"), Access::kTooManyFailures);
}

TEST_F(AccessControlTest, NeverSlowsDownWhoIsKnown) {
  config_.basic_auth_users = {{"admin", "hash of pw"}};
  AccessControl access = Make();
  ASSERT_EQ(LogIn(access, "admin", "pw"), Access::kGranted);
  for (int i = 0; i < 10 * kBurst; ++i) {
    static_cast<void>(LogIn(access, "admin", "guess"));
    ASSERT_EQ(Decide(access, Basic("admin", "pw")), Access::kGranted);
  }
}

TEST_F(AccessControlTest, DoesNotCountRightPasswordsAsFailures) {
  config_.basic_auth_users = {{"a", "hash of pa"}, {"b", "hash of pb"}};
  AccessControl access = Make();
  for (int i = 0; i < kBurst - 1; ++i) EXPECT_EQ(LogIn(access, "a", "no"), Access::kDenied);
  EXPECT_EQ(LogIn(access, "a", "pa"), Access::kGranted);
  EXPECT_EQ(LogIn(access, "b", "pb"), Access::kGranted);
  EXPECT_EQ(LogIn(access, "b", "no"), Access::kDenied);
  EXPECT_EQ(LogIn(access, "b", "no"), Access::kTooManyFailures);
}

TEST_F(AccessControlTest, OffersEachConfiguredWayIn) {
  config_.authorization = InlineToken("t");
  EXPECT_THAT(Make().Challenges(), ElementsAre("Bearer realm=\"odin-agent\""));
  config_.basic_auth_users = {{"a", "hash"}};
  EXPECT_THAT(Make().Challenges(), ElementsAre("Bearer realm=\"odin-agent\"",
                                               "Basic realm=\"odin-agent\", charset=\"UTF-8\""));
}

TEST_F(AccessControlTest, TakesNoWayInThatIsNotConfigured) {
  config_.authorization = InlineToken("t");
  AccessControl token_only = Make();
  EXPECT_EQ(Decide(token_only, Basic("t", "t")), Access::kDenied);
  config_.authorization.reset();
  config_.basic_auth_users = {{"t", "hash of t"}};
  AccessControl users_only = Make();
  EXPECT_EQ(Decide(users_only, {{"Bearer t"}, {}}), Access::kDenied);
  EXPECT_EQ(Decide(users_only, {{}, {"t"}}), Access::kDenied);
}

TEST_F(AccessControlTest, SlowsDownWhoGuessesTokensButNeverTheRightOne) {
  config_.authorization = InlineToken("t0ken");
  config_.basic_auth_users = {{"admin", "hash of pw"}};
  AccessControl access = Make();
  for (int i = 0; i < kBurst; ++i) {
    EXPECT_EQ(Decide(access, {{}, {"guess"}}), Access::kDenied);
    EXPECT_EQ(Decide(access, {{}, {"t0ken"}}), Access::kGranted);
  }
  testing::internal::CaptureStderr();
  EXPECT_EQ(Decide(access, {{"Bearer guess"}, {}}), Access::kTooManyFailures);
  EXPECT_EQ(Decide(access, {{}, {"guess"}}), Access::kTooManyFailures);
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_EQ(log.find("too many failed logins"), log.rfind("too many failed logins"));
  EXPECT_THAT(log, testing::HasSubstr("wrong=tokens"));
  EXPECT_EQ(Decide(access, {{"Bearer t0ken"}, {}}), Access::kGranted) << "Prometheus, behind a NAT";
  EXPECT_EQ(LogIn(access, "admin", "pw"), Access::kGranted) << "a token is no password";
  EXPECT_EQ(Decide(access, {{}, {"guess"}}, "192.0.2.99"), Access::kDenied) << "another address";
  clock_.Advance(std::chrono::seconds(1));
  EXPECT_EQ(Decide(access, {{}, {"guess"}}), Access::kDenied);
  EXPECT_EQ(Decide(access, {{}, {"guess"}}), Access::kTooManyFailures);
}

TEST_F(AccessControlTest, CountsNoTokensWhereThereIsNone) {
  config_.basic_auth_users = {{"admin", "hash of pw"}};
  AccessControl access = Make();
  for (int i = 0; i < 2 * kBurst; ++i) {
    EXPECT_EQ(Decide(access, {{"Bearer guess"}, {}}), Access::kDenied);
  }
}

TEST_F(AccessControlTest, ChecksAPasswordEvenWhenItIsGoneItself) {
  config_.basic_auth_users = {{"admin", HashPassword("pw", 4)}};
  auto access = std::make_unique<AccessControl>(config_, kBurst, clock_);
  const Decision decision = access->Decide(Basic("admin", "pw"), kClient);
  const AccessControl::PasswordCheck check = access->StartPasswordCheck(decision.login);
  access.reset();
  EXPECT_TRUE(check());
}

}  // namespace
}  // namespace agent::serve