// The agent as the service of a service manager that the test plays.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "integration/agent.hpp"
#include "support/eventually.hpp"
#include "support/http.hpp"
#include "support/like_pushgateway.hpp"
#include "support/notify_receiver.hpp"
#include "support/sample_farm.hpp"
#include "support/scripted_server.hpp"

namespace agent::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Service : public testing::TestWithParam<NotifyReceiver::Kind> {
 protected:
  void Start(ConfigText config, const std::string& watchdog_usec = "") {
    if (config.database.empty()) config.database = farm_.path();
    std::vector<std::string> wrapper{"env", "NOTIFY_SOCKET=" + manager_.address()};
    if (!watchdog_usec.empty()) wrapper.push_back("WATCHDOG_USEC=" + watchdog_usec);
    daemon_.emplace(RunWith(WriteConfig(dir_, config)),
                    ProcessOptions{.environment = environment_, .input = ""}, wrapper);
  }

  TempDir dir_;
  SampleFarm farm_;
  NotifyReceiver manager_{GetParam()};
  decltype(ProcessOptions::environment) environment_;
  std::optional<Daemon> daemon_;
};

INSTANTIATE_TEST_SUITE_P(AtA, Service,
                         testing::Values(NotifyReceiver::Kind::kPath,
                                         NotifyReceiver::Kind::kAbstract),
                         [](const testing::TestParamInfo<NotifyReceiver::Kind>& kind) {
                           return kind.param == NotifyReceiver::Kind::kPath ? "Path"
                                                                            : "AbstractAddress";
                         });

TEST_P(Service, TellsWhatItDoesFromStartToStop) {
  ScriptedServer gateway(Healthy());
  Start({.pushgateways = {gateway.url()}});
  EXPECT_THAT(manager_.Await("READY=1\n"), HasSubstr("STATUS="));
  EXPECT_EQ(Get(daemon_->port(), "/-/healthy").status, 200) << "ready means that it answers";
  EXPECT_THAT(manager_.Await("pushed to"),
              AllOf(HasSubstr("STATUS=20 printers, 15 online; pushed to " + gateway.url() + " at "),
                    HasSubstr(" UTC\n"), Not(HasSubstr("WATCHDOG"))));

  daemon_->process().Signal(SIGHUP);
  EXPECT_THAT(manager_.Await("RELOADING=1\n"), HasSubstr("MONOTONIC_USEC="));
  EXPECT_NE(manager_.Await("READY=1\n"), "");

  dir_.Write("config.yaml", "site: [\n");
  daemon_->process().Signal(SIGHUP);
  EXPECT_NE(manager_.Await("RELOADING=1\n"), "");
  EXPECT_THAT(manager_.Await("READY=1\n"),
              HasSubstr("; the configuration was not reloaded: see the log"));

  daemon_->process().Signal(SIGTERM);
  EXPECT_NE(manager_.Await("STOPPING=1\n"), "");
  EXPECT_EQ(manager_.Await("STATUS=stopped"), "STATUS=stopped\n");
  EXPECT_EQ(daemon_->process().Wait(seconds(60)), 0);
}

TEST_P(Service, IsReadyWithoutItsDatabaseAndItsGateway) {
  Start({.database = dir_.path() / "not-mounted-yet.db", .pushgateways = {"http://127.0.0.1:1"}});
  EXPECT_NE(manager_.Await("READY=1\n"), "");
  EXPECT_THAT(manager_.Await("push fails since"),
              AllOf(HasSubstr("not-mounted-yet.db: there is no such file."),
                    HasSubstr("http://127.0.0.1:1")));
}

TEST_P(Service, SaysWhyItCannotStart) {
  const ProcessOptions managed{.environment = {{"NOTIFY_SOCKET", manager_.address()}}, .input = ""};
  const std::string config = dir_.Write("config.yaml", "site: [\n");
  EXPECT_EQ(RunAgent(RunWith(config), managed).status, 2);
  EXPECT_EQ(manager_.Next(),
            "STATUS=" + config + " has errors: see the log, or odin-agent check\n");
}

TEST_P(Service, IsFedInLongIntervals) {
  Start({.collect = "{interval: 1h, timeout: 100ms}"}, "400000");
  EXPECT_NE(manager_.Await("READY=1\n"), "");
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(manager_.Await("WATCHDOG=1\n").find("READY"), std::string::npos);
}

TEST_P(Service, AsksForALongerWatchdogWhereTicksMayBeSlow) {
  Start({.collect = "{interval: 10s, timeout: 10s}"}, "1000000");
  EXPECT_NE(manager_.Await("WATCHDOG_USEC=40000000\n"), "");
}

TEST_P(Service, IsNotFedWhileItsLoopHangsInTheDisk) {
  const std::string disk = dir_.path() / "stuck";
  environment_ = {{"LD_PRELOAD", ODIN_AGENT_STUCK_DISK}, {"STUCK_DISK", disk}};
  Start({.collect = "{interval: 100ms, timeout: 100ms}"}, "400000");
  EXPECT_NE(manager_.Await("WATCHDOG=1\n"), "");
  (void)dir_.Write("stuck", "");
  ASSERT_TRUE(Eventually([&] { return std::filesystem::exists(disk + ".waits"); }));
  manager_.Drain();
  EXPECT_EQ(manager_.Next(milliseconds(1000)), std::nullopt);
  EXPECT_EQ(Get(daemon_->port(), "/-/healthy").status, 200) << "another thread lives";
  std::filesystem::remove(disk);
  EXPECT_NE(manager_.Await("WATCHDOG=1\n"), "");
}

}  // namespace
}  // namespace agent::test
