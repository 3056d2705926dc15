// A gateway whose name moves to another address.
#include <gmock/gmock.h>

#include <atomic>

#include "integration/gateway_fixture.hpp"
#include "support/eventually.hpp"
#include "support/needs.hpp"
#include "support/promptly.hpp"

namespace agent::test {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

// How soon the new address must have a push: a failed one at the old, and one more. libcurl by
// itself would know the old one for a minute.
constexpr seconds kNextAttempt(5);

class GatewayThatMoves : public GatewayFixture {
 protected:
  void SetUp() override {
    NeedMountNamespace();
    MoveTo("127.0.0.1");
    Start("http://push.farm.invalid:" + std::to_string(old_->port()), "timeout: 2s", {}, {},
          {"unshare", "--mount", "sh", "-c",
           "mount --bind '" + (dir_.path() / "hosts").string() + "' /etc/hosts && exec \"$@\"",
           "sh"});
    ASSERT_TRUE(old_->AwaitRequests(2)) << daemon_->process().Errors();
  }

  // Writes the name's address where the agent's resolver looks it up.
  void MoveTo(const std::string& address) {
    (void)dir_.Write("hosts", "127.0.0.1 localhost\n" + address + " push.farm.invalid\n");
    moved_ = steady_clock::now();
  }

  void ExpectPushesAtTheNewAddressAtOnce() const {
    ASSERT_TRUE(new_.AwaitRequests(1)) << daemon_->process().Errors();
    EXPECT_LT(steady_clock::now() - moved_, Promptly(kNextAttempt)) << daemon_->process().Errors();
  }

  std::atomic<bool> is_drained_ = false;
  std::unique_ptr<ScriptedServer> old_ =
      std::make_unique<ScriptedServer>([this](const ReceivedRequest& request) {
        return is_drained_ ? Reply(503, "moved away") : Healthy()(request);
      });
  ScriptedServer new_{Healthy(), old_->port(), Loopback::kV6};
  steady_clock::time_point moved_;
};

TEST_F(GatewayThatMoves, IsFoundByTheNextPushWhenTheOldOneIsGone) {
  MoveTo("::1");
  old_.reset();
  ExpectPushesAtTheNewAddressAtOnce();
}

TEST_F(GatewayThatMoves, IsFoundByTheNextPushWhenTheOldOneIsSilent) {
  MoveTo("::1");
  old_->Vanish();
  ExpectPushesAtTheNewAddressAtOnce();
}

TEST_F(GatewayThatMoves, IsFoundThoughTheOldOneKeepsTheConnectionAndOnlySaysThatItIsClosed) {
  MoveTo("::1");
  is_drained_ = true;
  ExpectPushesAtTheNewAddressAtOnce();
}

}  // namespace
}  // namespace agent::test
