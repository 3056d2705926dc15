// The agent on a machine that is short of everything.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <filesystem>

#include "integration/agent.hpp"
#include "support/eventually.hpp"
#include "support/like_pushgateway.hpp"
#include "support/needs.hpp"
#include "support/promptly.hpp"
#include "support/sample_farm.hpp"
#include "support/scripted_server.hpp"
#include "support/socket.hpp"

namespace agent::test {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;

class Limits : public testing::Test {
 protected:
  std::string Config() { return Config({.collect = "{interval: 200ms, timeout: 200ms}"}); }
  std::string Config(ConfigText config) {
    config.database = farm_.path();
    if (config.pushgateways.empty()) config.pushgateways = {gateway_.url()};
    return WriteConfig(dir_, config);
  }

  // Two pushes arrive, and the local endpoint serves the whole farm.
  void ExpectWorks(const Daemon& daemon) {
    EXPECT_TRUE(gateway_.AwaitRequests(2));
    EXPECT_TRUE(Eventually([&] { return Value(daemon.Served(), "odin_printers_total") == 20; }));
    EXPECT_EQ(Value(daemon.Served(), "odin_agent_source_up"), 1);
  }

  TempDir dir_;
  SampleFarm farm_;
  ScriptedServer gateway_{Healthy()};
};

// The most descriptors that a process may have from now on; returns what it was.
rlim_t LimitDescriptors(pid_t pid, rlim_t count) {
  rlimit before{};
  EXPECT_EQ(::prlimit(pid, RLIMIT_NOFILE, nullptr, &before), 0);
  const rlimit now{count, before.rlim_max};
  EXPECT_EQ(::prlimit(pid, RLIMIT_NOFILE, &now, nullptr), 0);
  return before.rlim_cur;
}

TEST_F(Limits, GoesOnWhenNoFileDescriptorIsLeftAndRecovers) {
  Daemon daemon(RunWith(Config()));
  ExpectWorks(daemon);
  const pid_t pid = daemon.process().pid();
  const rlim_t enough = LimitDescriptors(pid, 3);
  ASSERT_TRUE(daemon.process().WaitForText("collection fails", seconds(30)));
  const Socket waiting = ConnectTo(daemon.port());
  EXPECT_TRUE(gateway_.AwaitRequests(gateway_.requests().size() + 3)) << "on its open connection";

  LimitDescriptors(pid, enough);
  EXPECT_TRUE(Eventually([&] { return Value(daemon.Served(), "odin_agent_source_up") == 1; }));
  EXPECT_EQ(Value(daemon.Served(), "odin_printers_total"), 20);
}

TEST_F(Limits, WorksWithin32MegabytesOfData) {
#if ODIN_AGENT_TEST_SANITIZED
  GTEST_SKIP() << "takes more memory than it may with a sanitizer";
#endif
  const Daemon daemon(RunWith(Config()), {}, {"prlimit", "--data=33554432"});
  ExpectWorks(daemon);
}

TEST_F(Limits, WorksWithAnEmptyEnvironment) {
  const Daemon daemon(RunWith(Config()), {}, {"env", "-i"});
  ExpectWorks(daemon);
}

TEST_F(Limits, WorksOnAReadOnlyFileSystem) {
  NeedMountNamespace();
  const std::string config = Config();
  const std::string read_only =
      "for mount in / /tmp; do\n"
      "  ! mountpoint -q $mount || mount -o remount,bind,ro $mount || exit 1\n"
      "done\n"
      "! touch '" +
      (farm_.folder() / "written").string() + "' 2>&1 && exec \"$@\"";
  const Daemon daemon(RunWith(config), {}, {"unshare", "--mount", "sh", "-c", read_only, "sh"});
  ExpectWorks(daemon);
}

// Only TLS and logins with a password need random bytes: all else goes on without.
TEST_F(Limits, WorksBeforeTheKernelHasEntropy) {
  NeedSeccomp(ODIN_AGENT_TEST_WITHOUT_ENTROPY);
  Daemon daemon(RunWith(Config()), {}, {ODIN_AGENT_TEST_WITHOUT_ENTROPY});
  ExpectWorks(daemon);
  daemon.process().Signal(SIGHUP);
  EXPECT_TRUE(daemon.process().WaitForText("configuration reloaded", seconds(30)));
  daemon.process().Signal(SIGTERM);
  EXPECT_EQ(daemon.process().Wait(Promptly()), 0);
}

TEST_F(Limits, WorksWithIPv6Only) {
  NeedIpv6();
  const ScriptedServer gateway(Healthy(), 0, Loopback::kV6);
  ConfigText config{.pushgateways = {gateway.url()},
                    .collect = "{interval: 200ms, timeout: 200ms}",
                    .local = "{listen: '[::1]:0'}"};
  const Daemon daemon(RunWith(Config(config)));
  EXPECT_TRUE(gateway.AwaitRequests(2));
  // `check` asks the local endpoint whether it is ours.
  const std::string address = "[::1]:" + std::to_string(daemon.port());
  config.local = "{listen: '" + address + "'}";
  const Finished check = RunAgent({"check", "--config", Config(config)});
  EXPECT_THAT(check.output, HasSubstr(address + ": an odin-agent runs there"));
}

class InLocale : public Limits, public testing::WithParamInterface<const char*> {};

TEST_P(InLocale, WritesNumbersAndKeywordsAsEverywhere) {
  const std::string name = GetParam();
  const std::string definition = name.substr(0, name.find('.'));
  NeedLocale(definition);
  ASSERT_EQ(test::Run({"localedef", "--no-archive", "-i", definition, "-f", "UTF-8",
                       (dir_.path() / name).string()})
                .status,
            0);
  farm_.Execute("UPDATE printers SET bed_temp = 60.25 WHERE id = 1");
  // glibc itself leaks what it reads from LOCPATH.
  const ProcessOptions there{.environment = {{"LOCPATH", dir_.path()},
                                             {"LC_ALL", name},
                                             {"LANG", name},
                                             {"ASAN_OPTIONS", "detect_leaks=0"}},
                             .input = ""};
  const std::vector<std::string> once{"once", "--config", Config({.more = "log: {level: info}\n"})};
  const Finished finished = RunAgent(once, there);
  ASSERT_EQ(finished.status, 0) << finished.errors;
  EXPECT_THAT(finished.output, HasSubstr("} 60.25\n"));
  EXPECT_EQ(Difference(FarmSamples(ParseSamples(finished.output)),
                       FarmSamples(ParseSamples(RunAgent(once).output))),
            "");
}

std::string NameOf(const testing::TestParamInfo<const char*>& locale) {
  return std::string(locale.param, 5);
}

INSTANTIATE_TEST_SUITE_P(Limits, InLocale, testing::Values("tr_TR.UTF-8", "de_DE.UTF-8"), NameOf);

}  // namespace
}  // namespace agent::test
