// `odin-agent run` against real servers, while farm, gateways and source come and go.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <filesystem>
#include <memory>
#include <set>
#include <string>

#include "integration/agent.hpp"
#include "support/eventually.hpp"
#include "support/http.hpp"
#include "support/loopback.hpp"
#include "support/promptly.hpp"
#include "support/sample_farm.hpp"
#include "support/scripted_server.hpp"
#include "support/servers.hpp"

namespace agent::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

Samples PushedFarm(const PushgatewayServer& gateway) { return FarmSamples(gateway.Pushed()); }

double PrintersAt(const PushgatewayServer& gateway) {
  return Value(gateway.Pushed(), "odin_printers_total");
}

class RunCommand : public testing::Test {
 protected:
  // Starts the daemon on the sample farm.
  Daemon& Start(ConfigText config) {
    config.database = farm_.path();
    daemon_ = std::make_unique<Daemon>(RunWith(WriteConfig(dir_, config)));
    return *daemon_;
  }

  TempDir dir_;
  SampleFarm farm_;
  std::unique_ptr<Daemon> daemon_;
};

TEST_F(RunCommand, APrinterThatIsDeletedIsGoneFromTheGroupAfterTheNextPush) {
  const PushgatewayServer gateway;
  Start({.pushgateways = {gateway.url()}});
  ASSERT_TRUE(Eventually([&] { return PrintersAt(gateway) == 20; }));
  farm_.Execute("DELETE FROM printers WHERE id = 1");
  ASSERT_TRUE(Eventually([&] { return PrintersAt(gateway) == 19; }));
  for (const auto& [series, value] : PushedFarm(gateway)) {
    const auto id = series.labels.find("printer_id");
    EXPECT_TRUE(id == series.labels.end() || id->second != "1") << series.name;
  }
}

TEST_F(RunCommand, TellsOfEachCollectionAndEachPushAtTheDebugLevel) {
  const PushgatewayServer gateway;
  Daemon& daemon = Start({.pushgateways = {gateway.url()}, .more = "log: {level: debug}\n"});
  EXPECT_TRUE(
      daemon.process().WaitForText("msg=collected tick=2 result=\"20 printers, ", seconds(20)));
  EXPECT_TRUE(daemon.process().WaitForText("msg=pushed gateway=" + gateway.url() +
                                               " tick=2 result=ok "
                                               "status=200 took=",
                                           seconds(20)));
}

TEST_F(RunCommand, PrometheusHasEqualValuesOverTheGatewayAndFromTheLocalEndpoint) {
  const PushgatewayServer gateway;
  const Daemon& daemon =
      Start({.pushgateways = {gateway.url()}, .more = "external_labels: {region: eu}\n"});
  const PrometheusServer prometheus(
      "  - job_name: gateway\n"
      "    honor_labels: true\n"
      "    scrape_interval: 500ms\n"
      "    scrape_timeout: 500ms\n"
      "    static_configs: [{targets: ['127.0.0.1:" +
      std::to_string(gateway.port()) +
      "']}]\n"
      "  - job_name: local\n"
      "    metrics_path: /api/metrics\n"
      "    scrape_interval: 500ms\n"
      "    scrape_timeout: 500ms\n"
      "    static_configs: [{targets: ['127.0.0.1:" +
      std::to_string(daemon.port()) + "']}]\n");
  const auto farm_of = [&](const std::string& job) {
    return WithoutLabels(FarmSamples(prometheus.Newest(job)), {"job", "instance", "site"});
  };

  farm_.Execute("UPDATE printers SET bed_temp = 60.123456789012345 WHERE id = 1");
  const Series bed{"odin_printer_bed_temp_celsius",
                   {{"printer", "Apollo"}, {"printer_id", "1"}, {"region", "eu"}}};
  for (const std::string job : {"odin", "local"}) {
    EXPECT_TRUE(Eventually([&] {
      const Samples samples = farm_of(job);
      return samples.contains(bed) && samples.at(bed) == 60.123456789012345;
    })) << job;
  }
  EXPECT_TRUE(Eventually([&] { return Difference(farm_of("odin"), farm_of("local")).empty(); }))
      << Difference(farm_of("odin"), farm_of("local"));
}

TEST_F(RunCommand, SignalsEndItPromptly) {
  for (const int signal : {SIGTERM, SIGINT}) {
    Daemon& daemon = Start({});
    ASSERT_TRUE(Eventually([&] { return !daemon.Served().empty(); }));
    daemon.process().Signal(signal);
    EXPECT_EQ(daemon.process().Wait(Promptly()), 0) << "signal " << signal;
  }
}

TEST_F(RunCommand, SignalsEndItPromptlyInTheMiddleOfAPushThatHangs) {
  for (const int signal : {SIGTERM, SIGINT}) {
    const ScriptedServer silent(InTurn({Silence()}));
    Daemon& daemon = Start({.pushgateways = {"{url: '" + silent.url() + "', timeout: 60s}"}});
    ASSERT_TRUE(silent.AwaitRequests(1));
    daemon.process().Signal(signal);
    EXPECT_EQ(daemon.process().Wait(Promptly()), 0) << "signal " << signal;
  }
}

TEST_F(RunCommand, ADeleteAtShutdownThatHangsEndsAfterFiveSeconds) {
  const ScriptedServer silent(InTurn({Silence()}));
  Daemon& daemon =
      Start({.pushgateways = {"{url: '" + silent.url() + "', timeout: 60s, on_shutdown: delete}"}});
  ASSERT_TRUE(silent.AwaitRequests(1));
  daemon.process().Signal(SIGTERM);
  EXPECT_EQ(daemon.process().Wait(4 * seconds(1) + Promptly()), 0);
}

TEST_F(RunCommand, OnShutdownDeleteRemovesTheGroupAndKeepKeepsIt) {
  const PushgatewayServer keeps;
  const PushgatewayServer deletes;
  Daemon& daemon =
      Start({.pushgateways = {keeps.url(), "{url: '" + deletes.url() + "', on_shutdown: delete}"}});
  ASSERT_TRUE(Eventually([&] { return PrintersAt(keeps) == 20 && PrintersAt(deletes) == 20; }));
  daemon.process().Signal(SIGTERM);
  ASSERT_EQ(daemon.process().Wait(seconds(30)), 0);
  EXPECT_TRUE(deletes.Pushed().empty());
  EXPECT_EQ(PrintersAt(keeps), 20);
}

TEST_F(RunCommand, ASourceThatIsDownTooLongTakesTheFarmFromBothOutputs) {
  const PushgatewayServer gateway;
  Daemon& daemon = Start({.pushgateways = {gateway.url()},
                          .collect = "{interval: 500ms, timeout: 500ms, keep_last_for: 2s}"});
  ASSERT_TRUE(Eventually([&] { return PrintersAt(gateway) == 20; }));
  EXPECT_EQ(Get(daemon.port(), "/-/ready").status, 200);

  const fs::path away = dir_.path() / "away";
  fs::rename(farm_.folder() / "odin.db", away);
  ASSERT_TRUE(Eventually([&] { return Value(daemon.Served(), "odin_agent_source_up") == 0; }));
  ASSERT_TRUE(Eventually([&] { return FarmSamples(daemon.Served()).empty(); }));
  ASSERT_TRUE(Eventually([&] { return PushedFarm(gateway).empty(); }));
  for (const Samples& samples : {daemon.Served(), gateway.Pushed()}) {
    EXPECT_EQ(Value(samples, "odin_agent_source_up"), 0);
    EXPECT_GT(Value(samples, "odin_agent_collects_total"), 1);
  }
  EXPECT_TRUE(Eventually([&] { return Get(daemon.port(), "/-/ready").status == 503; }));
  EXPECT_EQ(Get(daemon.port(), "/-/healthy").status, 200);

  fs::rename(away, farm_.folder() / "odin.db");
  EXPECT_TRUE(Eventually([&] { return PrintersAt(gateway) == 20; }));
  EXPECT_TRUE(Eventually([&] { return Value(daemon.Served(), "odin_agent_source_up") == 1; }));
}

TEST_F(RunCommand, AGatewayThatIsDownIsReachedAfterItComesUp) {
  auto down = std::make_unique<RefusingPort>();
  const std::uint16_t port = down->port();
  const std::string url = "http://127.0.0.1:" + std::to_string(port);
  Daemon& daemon = Start({.pushgateways = {url}});
  const Series failures{"odin_agent_push_failures_total",
                        {{"gateway", url}, {"reason", "connect"}}};
  ASSERT_TRUE(Eventually([&] {
    const Samples served = daemon.Served();
    return served.contains(failures) && served.at(failures) > 0;
  }));
  down.reset();
  const PushgatewayServer gateway(port);
  EXPECT_TRUE(Eventually([&] { return PrintersAt(gateway) == 20; }));
}

TEST_F(RunCommand, AGatewayThatHangsDelaysNeitherTheOtherNorTheLocalEndpoint) {
  const ScriptedServer silent(InTurn({Silence()}));
  const PushgatewayServer gateway;
  Daemon& daemon =
      Start({.pushgateways = {"{url: '" + silent.url() + "', timeout: 120s}", gateway.url()}});
  ASSERT_TRUE(silent.AwaitRequests(1));
  ASSERT_TRUE(Eventually([&] { return PrintersAt(gateway) == 20; }));
  farm_.Execute("DELETE FROM printers WHERE id = 1");
  EXPECT_TRUE(Eventually([&] { return PrintersAt(gateway) == 19; }));
  EXPECT_EQ(Value(daemon.Served(), "odin_printers_total"), 19);
}

TEST_F(RunCommand, AWrongPasswordIsCountedAsUnauthorizedAndNeverLogged) {
  const std::string web_config = dir_.Write(
      "web.yaml",
      "basic_auth_users: {berlin: $2y$04$KKKKKKKKKKKKKKKKKKKKKO7Zr6kZ0CgtzZ9Vv0g0rDdIWVJ3m4bG2}\n");
  const PushgatewayServer gateway(0, {"--web.config.file=" + web_config});
  Daemon& daemon =
      Start({.pushgateways = {"{url: '" + gateway.url() +
                              "', basic_auth: {username: berlin, password: tr0ub4dor}}"}});
  const Series failures{"odin_agent_push_failures_total",
                        {{"gateway", gateway.url()}, {"reason", "unauthorized"}}};
  EXPECT_TRUE(Eventually([&] {
    const Samples served = daemon.Served();
    return served.contains(failures) && served.at(failures) > 0;
  }));
  EXPECT_TRUE(daemon.process().WaitForText("unauthorized", seconds(30)));
  EXPECT_THAT(daemon.process().Errors(), testing::Not(testing::HasSubstr("tr0ub4dor")));
}

// Everything of a folder that another user of it could notice: which files there are, when one was
// last made or removed, and the owner, size and time of change of each but the -shm, where SQLite
// keeps its locks.
std::set<std::string> Describe(const fs::path& folder) {
  std::set<std::string> description;
  std::vector<fs::path> paths{folder};
  for (const auto& entry : fs::directory_iterator(folder)) paths.push_back(entry.path());
  for (const fs::path& path : paths) {
    struct stat status {};
    EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
    std::string line = path.string() + " inode " + std::to_string(status.st_ino) + " owner " +
                       std::to_string(status.st_uid) + " mode " + std::to_string(status.st_mode) +
                       " size " + std::to_string(status.st_size);
    if (!path.string().ends_with("-shm")) {
      line += " changed " + std::to_string(status.st_mtim.tv_sec) + "." +
              std::to_string(status.st_mtim.tv_nsec);
    }
    description.insert(std::move(line));
  }
  return description;
}

bool HoldsOpen(pid_t pid, const fs::path& folder) {
  for (const auto& entry : fs::directory_iterator("/proc/" + std::to_string(pid) + "/fd")) {
    std::error_code closed_meanwhile;
    const fs::path target = fs::read_symlink(entry.path(), closed_meanwhile);
    if (target.parent_path() == folder) return true;
  }
  return false;
}

// Lets the daemon collect three times and expects that it left the folder as it was.
void ExpectFolderUntouched(const Daemon& daemon, pid_t pid, const fs::path& folder,
                           const std::set<std::string>& before) {
  const auto collects = [&] { return Value(daemon.Served(), "odin_agent_collects_total"); };
  for (int tick = 0; tick < 3; ++tick) {
    const double now = Eventually([&] { return collects() > 0; }) ? collects() : 0;
    ASSERT_TRUE(Eventually([&] { return collects() > now; }));
    EXPECT_TRUE(Eventually([&] { return !HoldsOpen(pid, folder); }));
  }
  EXPECT_EQ(Value(daemon.Served(), "odin_agent_source_up"), 1);
  EXPECT_EQ(Describe(folder), before);
}

TEST_F(RunCommand, TheFolderOfALivingDatabaseIsUntouched) {
  const std::set<std::string> before = Describe(farm_.folder());
  ASSERT_EQ(before.size(), 4) << "folder, odin.db, -wal and -shm";
  Daemon& daemon = Start({});
  ExpectFolderUntouched(daemon, daemon.process().pid(), farm_.folder(), before);
}

TEST_F(RunCommand, TheFolderOfAStoppedDatabaseIsUntouched) {
  farm_.StopWriter();
  const std::set<std::string> before = Describe(farm_.folder());
  ASSERT_EQ(before.size(), 2) << "folder and odin.db";
  Daemon& daemon = Start({});
  ExpectFolderUntouched(daemon, daemon.process().pid(), farm_.folder(), before);
}

TEST_F(RunCommand, AnAddressThatIsTakenEndsItWithTheReason) {
  const Daemon& first = Start({});
  const std::string address = "127.0.0.1:" + std::to_string(first.port());
  const TempDir dir;
  const Finished second =
      RunAgent(RunWith(WriteConfig(dir, {.local = "{listen: '" + address + "'}"})));
  EXPECT_EQ(second.status, 1);
  EXPECT_THAT(second.errors, testing::HasSubstr(address));
}

}  // namespace
}  // namespace agent::test
