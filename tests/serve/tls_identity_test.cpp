#include "agent/serve/tls_identity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "agent/base/file.hpp"
#include "support/certificates.hpp"
#include "support/manual_clock.hpp"
#include "support/temp_dir.hpp"

namespace agent::serve {
namespace {

using std::chrono_literals::operator""h;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

class TlsIdentityTest : public testing::Test {
 protected:
  TlsIdentityTest() {
    Install("one");
    config_ = {.cert_file = dir_.path() / "live.pem", .key_file = dir_.path() / "live.key"};
  }

  // Puts a certificate of that name in place, as the configuration names it.
  void Install(const std::string& name, std::chrono::hours valid = 24h) {
    const test::CertificateFiles files = ca_.Issue(name, "IP:127.0.0.1", valid);
    std::filesystem::rename(files.cert_file, dir_.path() / "live.pem");
    std::filesystem::rename(files.key_file, dir_.path() / "live.key");
  }

  std::string FaultOf(const config::TlsServerConfig& config) const {
    try {
      const TlsIdentity ignored = ReadTlsIdentity(config);
      return "";
    } catch (const std::runtime_error& error) {
      return error.what();
    }
  }

  // What Get() logs, and whether it gave another identity than `before`.
  std::string LogOf(CurrentTlsIdentity& current, bool changes) {
    testing::internal::CaptureStderr();
    const auto before = std::exchange(last_, current.Get());
    EXPECT_EQ(last_ != before, changes);
    return testing::internal::GetCapturedStderr();
  }

  test::TempDir dir_;
  test::CertificateAuthority ca_{dir_.path(), "ca"};
  test::ManualClock clock_;
  config::TlsServerConfig config_;
  std::shared_ptr<const TlsIdentity> last_;
};

TEST_F(TlsIdentityTest, ReadsACertificateWithItsDates) {
  const TlsIdentity identity = ReadTlsIdentity(config_);
  EXPECT_FALSE(identity.verifies_clients);
  EXPECT_EQ(identity.valid_until - identity.valid_from, 48h);
  EXPECT_THAT(ValidityFault(identity, identity.valid_from + 1h), IsEmpty());
  EXPECT_THAT(ValidityFault(identity, identity.valid_from - 1h),
              HasSubstr("is not valid before " + DateText(identity.valid_from) +
                        ": is this machine's clock right?"));
  EXPECT_THAT(ValidityFault(identity, identity.valid_until + 1h),
              HasSubstr("expired on " + DateText(identity.valid_until)));
}

TEST_F(TlsIdentityTest, TakesACertificateThatNeverExpires) {
  constexpr std::chrono::hours kSevenThousandYears{24 * 365 * 7000L};
  Install("eternal", kSevenThousandYears);
  const TlsIdentity identity = ReadTlsIdentity(config_);
  EXPECT_GT(identity.valid_until, base::SystemClock().Now());
}

TEST_F(TlsIdentityTest, WritesDatesForPeople) {
  EXPECT_EQ(DateText(base::WallTime(std::chrono::seconds(1'795'370'645))), "2026-11-22 18:04 UTC");
}

TEST_F(TlsIdentityTest, SaysWhichFileIsWrongAndWhatToDo) {
  const std::string noise = dir_.Write("noise", "no PEM\n");
  const std::string damaged =
      dir_.Write("damaged", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  const std::string encrypted = dir_.Write(
      "encrypted",
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
  const test::CertificateFiles other = ca_.Issue("other");
  const auto with = [this](auto change) {
    config::TlsServerConfig config = config_;
    change(config);
    return FaultOf(config);
  };
  EXPECT_EQ(with([&](auto& config) { config.cert_file = noise; }),
            noise + ": holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
  EXPECT_THAT(with([&](auto& config) { config.cert_file = damaged; }),
              HasSubstr("cannot use " + damaged + ": it is not a whole certificate in PEM form"));
  EXPECT_EQ(with([&](auto& config) { config.key_file = noise; }),
            noise + ": holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)");
  EXPECT_THAT(with([&](auto& config) { config.key_file = encrypted; }),
              HasSubstr(encrypted + ": has a passphrase"));
  EXPECT_EQ(with([&](auto& config) { config.key_file = other.key_file; }),
            other.key_file + ": is not the key of the certificate in " + config_.cert_file +
                ": put both files in place from the same renewal");
  EXPECT_EQ(with([&](auto& config) { config.client_ca_file = noise; }),
            noise + ": holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
  EXPECT_THAT(with([&](auto& config) { config.client_ca_file = damaged; }),
              HasSubstr("cannot use " + damaged + ": it holds no certificate in PEM form"));
  EXPECT_EQ(with([&](auto& config) { config.cert_file = "/nowhere/a.pem"; }),
            "/nowhere/a.pem: No such file or directory");
}

TEST_F(TlsIdentityTest, NeverSaysWhatIsInTheKey) {
  const std::string key = base::ReadSmallFile(config_.key_file);
  dir_.Write("live.key", key.substr(0, key.size() / 2));
  const std::string secret = key.substr(key.find('\n') + 1, 20);
  EXPECT_EQ(FaultOf(config_).find(secret), std::string::npos);
}

TEST_F(TlsIdentityTest, FollowsARenewal) {
  CurrentTlsIdentity current(config_, clock_);
  last_ = current.Get();
  EXPECT_THAT(LogOf(current, false), IsEmpty());
  Install("two");
  EXPECT_THAT(LogOf(current, true), HasSubstr("has read its certificate again"));
  EXPECT_THAT(LogOf(current, false), IsEmpty());
}

TEST_F(TlsIdentityTest, KeepsTheOldOneWhileTheNewOneCannotBeUsedAndSaysSoOnce) {
  CurrentTlsIdentity current(config_, clock_);
  last_ = current.Get();
  const std::string old_cert = base::ReadSmallFile(config_.cert_file);
  const std::string old_key = base::ReadSmallFile(config_.key_file);
  const test::CertificateFiles next = ca_.Issue("two");
  const std::string cert = base::ReadSmallFile(next.cert_file);

  dir_.Write("live.pem", cert.substr(0, cert.size() / 2));
  EXPECT_THAT(LogOf(current, false), HasSubstr("the old one goes on"));
  EXPECT_THAT(LogOf(current, false), IsEmpty());
  dir_.Write("live.pem", cert);
  EXPECT_THAT(LogOf(current, false), HasSubstr("is not the key of the certificate"));
  EXPECT_THAT(LogOf(current, false), IsEmpty());
  std::filesystem::remove(config_.key_file);
  EXPECT_THAT(LogOf(current, false), HasSubstr("No such file or directory"));
  EXPECT_THAT(LogOf(current, false), IsEmpty());
  dir_.Write("live.key", base::ReadSmallFile(next.key_file));
  EXPECT_THAT(LogOf(current, true), HasSubstr("has read its certificate again"));
  EXPECT_THAT(LogOf(current, false), IsEmpty());
}

TEST_F(TlsIdentityTest, LetsNobodyInUntilItsFilesAreThereAndSaysSoOnce) {
  const std::string key = base::ReadSmallFile(config_.key_file);
  std::filesystem::remove(config_.key_file);
  testing::internal::CaptureStderr();
  CurrentTlsIdentity current(config_, clock_);
  last_ = current.Get();
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              AllOf(HasSubstr("the local endpoint has no certificate yet"),
                    HasSubstr(config_.key_file + ": No such file or directory")));
  ASSERT_TRUE(last_);
  ASSERT_TRUE(last_->credentials);
  EXPECT_THAT(LogOf(current, false), IsEmpty());
  dir_.Write("live.key", "");
  EXPECT_THAT(LogOf(current, false), HasSubstr("live.key: is empty"));
  dir_.Write("live.key", key);
  EXPECT_THAT(LogOf(current, true), HasSubstr("has read its certificate"));
}

TEST_F(TlsIdentityTest, SaysThatAFileIsBackAsItWas) {
  CurrentTlsIdentity current(config_, clock_);
  last_ = current.Get();
  const std::string key = base::ReadSmallFile(config_.key_file);
  std::filesystem::remove(config_.key_file);
  EXPECT_THAT(LogOf(current, false), HasSubstr("the old one goes on"));
  dir_.Write("live.key", key);
  EXPECT_THAT(LogOf(current, true), HasSubstr("has read its certificate again"));
}

TEST_F(TlsIdentityTest, WarnsOfACertificateThatIsNotOfToday) {
  testing::internal::CaptureStderr();
  Install("old", -1h);
  CurrentTlsIdentity current(config_, base::SystemClock());
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("expired on "));
}

}  // namespace
}  // namespace agent::serve
