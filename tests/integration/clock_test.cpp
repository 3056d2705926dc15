// Wall clocks that are wrong, and step: the agent lives by the steady clock and says what is wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <ctime>
#include <filesystem>

#include "integration/gateway_fixture.hpp"
#include "support/certificates.hpp"
#include "support/eventually.hpp"
#include "support/promptly.hpp"

namespace agent::test {
namespace {

using std::chrono::seconds;

constexpr long kDay = 86'400;

class WallClock : public GatewayFixture {
 protected:
  void SetUp() override {
#if ODIN_AGENT_TEST_SANITIZED
    GTEST_SKIP() << "a sanitizer's runtime must be the first library, so the clock stays as it is";
#endif
  }

  // The daemon's wall clock is `by` seconds ahead from now on.
  void SetAhead(long by) {
    const std::string fresh = dir_.Write("ahead.new", std::to_string(by));
    std::filesystem::rename(fresh, dir_.path() / "ahead");
  }

  ProcessOptions WithFakeClock() const {
    return {.environment = {{"LD_PRELOAD", ODIN_AGENT_FAKE_WALL_CLOCK},
                            {"FAKE_WALL_CLOCK", dir_.path() / "ahead"}},
            .input = ""};
  }

  // The skew that the agent tells of a gateway, but for the seconds that a push and rounding take.
  bool TellsSkew(const std::string& url, double skew) const {
    for (const auto& [series, value] : daemon_->Served()) {
      if (series.name != "odin_agent_clock_skew_seconds") continue;
      if (series.labels.at("gateway") == url) return std::abs(value - skew) < 30;
    }
    return false;
  }

  // Three more ticks are collected and pushed, about as fast as before.
  void ExpectTicksGoOn() {
    const auto collects = [&] { return Value(daemon_->Served(), "odin_agent_collects_total"); };
    const double before = collects();
    const auto start = std::chrono::steady_clock::now();
    EXPECT_TRUE(healthy_.AwaitRequests(healthy_.requests().size() + 3));
    EXPECT_TRUE(Eventually([&] { return collects() >= before + 3; }));
    EXPECT_LT(std::chrono::steady_clock::now() - start, Promptly(seconds(10)));
    EXPECT_EQ(Value(daemon_->Served(), "odin_agent_source_up"), 1);
    EXPECT_EQ(Value(daemon_->Served(), "odin_printers_total"), 4);
  }
};

TEST_F(WallClock, StepsOfADayChangeNothingButTheSkewThatIsTold) {
  const ScriptedServer other(Healthy());
  SetAhead(0);
  Start(other.url(), "timeout: 20s", {}, WithFakeClock());
  for (const long ahead : {0L, kDay, 0L, -kDay, 0L}) {
    SetAhead(ahead);
    EXPECT_TRUE(
        Eventually([&] { return TellsSkew(other.url(), static_cast<double>(ahead)); }, seconds(20)))
        << ahead;
    ExpectTicksGoOn();
  }
  EXPECT_THAT(Failures(other.url()), testing::IsEmpty());
}

// A Pi without a real-time clock starts in 1970, where no certificate is valid yet.
TEST_F(WallClock, StartsIn1970AndIsRightOnceTheClockIs) {
  const CertificateAuthority ca(dir_.path(), "ca");
  const CertificateFiles files = ca.Issue("server");
  const ScriptedServer secure(Healthy(), {files.cert_file, files.key_file, ""});
  const long since_1970 = static_cast<long>(std::time(nullptr));
  SetAhead(-since_1970);
  Start(secure.url(), "timeout: 20s, tls_config: {ca_file: '" + ca.ca_file() + "'}", {},
        WithFakeClock());
  ExpectFault("tls", "not yet valid: is this machine's clock right?");
  EXPECT_TRUE(TellsSkew(healthy_.url(), -static_cast<double>(since_1970)));
  EXPECT_THAT(daemon_->process().Errors(), testing::HasSubstr("ts=1970-01-01T"));
  ExpectTicksGoOn();

  SetAhead(0);
  ExpectRecovery(secure);
  EXPECT_TRUE(Eventually([&] { return TellsSkew(secure.url(), 0); }, seconds(20)));
}

}  // namespace
}  // namespace agent::test
