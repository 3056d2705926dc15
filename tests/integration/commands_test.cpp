// Exit codes and words of the commands, as their users meet them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <string>
#include <utility>

#include "agent/base/base64.hpp"
#include "integration/agent.hpp"
#include "support/eventually.hpp"
#include "support/http.hpp"
#include "support/loopback.hpp"
#include "support/sample_farm.hpp"
#include "support/servers.hpp"

namespace agent::test {
namespace {

using namespace std::string_literals;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

TEST(CommandLine, HelpAndVersionAreDone) {
  const Finished help = RunAgent({"--help"});
  EXPECT_EQ(help.status, 0);
  for (const char* command : {"run", "once", "check", "demo", "forget", "prune", "hash-password"}) {
    EXPECT_THAT(help.output, HasSubstr(command));
  }
  const Finished version = RunAgent({"--version"});
  EXPECT_EQ(version.status, 0);
  EXPECT_THAT(version.output, HasSubstr("odin-agent "));
}

TEST(CommandLine, AWrongCommandLineIsAUsageError) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{},
                                                    {"frobnicate"},
                                                    {"once", "--no-such-option"},
                                                    {"run", "extra"}}) {
    const Finished wrong = RunAgent(arguments);
    EXPECT_EQ(wrong.status, 2) << testing::PrintToString(arguments);
    EXPECT_NE(wrong.errors, "") << testing::PrintToString(arguments);
  }
}

TEST(CommandLine, AWrongConfigurationIsAUsageErrorOfEveryCommand) {
  const TempDir dir;
  const std::string path = dir.Write("config.yaml", "site: x\nsource: {demo: {}}\nsiet: y\n");
  for (const char* command : {"run", "once", "check", "forget"}) {
    const Finished wrong = RunAgent({command, "--config", path});
    EXPECT_EQ(wrong.status, 2) << command;
    const bool is_report = command == "check"s;
    EXPECT_THAT(is_report ? wrong.output : wrong.errors,
                HasSubstr(path + ":3:1: siet: unknown key"))
        << command;
  }
}

TEST(CommandLine, CheckSaysWhatIsWrongWithTheConfigurationInItsReport) {
  const TempDir dir;
  const std::string path = dir.Write("config.yaml", "site: x\nsource: {demo: {}}\nsiet: y\n");
  const Finished check = RunAgent({"check", "--config", path});
  EXPECT_EQ(check.output, path + ":3:1: siet: unknown key (did you mean site?)\n✗ configuration: " +
                              path + " has errors (above)\n");
  EXPECT_EQ(check.errors, "");
}

TEST(CommandLine, CallsACommandACommand) {
  EXPECT_EQ(RunAgent({}).errors, "A command is required\nRun with --help for more information.\n");
  const std::string help = RunAgent({"--help"}).output;
  EXPECT_THAT(help, HasSubstr("Usage: odin-agent [OPTIONS] COMMAND\n"));
  EXPECT_THAT(help, HasSubstr("\nCommands:\n"));
}

TEST(CommandLine, NamesSignalsWhereACommandTakesThem) {
  EXPECT_THAT(RunAgent({"run", "--help"}).output, HasSubstr("Signals: SIGHUP"));
  for (const char* command : {"once", "check", "demo", "forget", "prune", "hash-password"}) {
    EXPECT_THAT(RunAgent({command, "--help"}).output, Not(HasSubstr("SIGHUP"))) << command;
  }
}

TEST(CommandLine, AMissingConfigurationIsNamed) {
  const Finished wrong = RunAgent({"run", "--config", "/nowhere/config.yaml"});
  EXPECT_EQ(wrong.status, 2);
  EXPECT_THAT(wrong.errors,
              HasSubstr("/nowhere/config.yaml: cannot read the configuration: No such file or "
                        "directory: name it with --config, or make it from config.example.yaml"));
}

class Check : public testing::Test {
 protected:
  Finished RunCheck(const std::vector<std::string>& options = {}) {
    std::vector<std::string> arguments{"check", "--config", WriteConfig(dir_, config_)};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return RunAgent(arguments);
  }

  TempDir dir_;
  SampleFarm farm_;
  ConfigText config_{.database = farm_.path()};
};

TEST_F(Check, FindsAllGood) {
  const PushgatewayServer gateway;
  config_.pushgateways = {gateway.url()};
  const Finished check = RunCheck();
  EXPECT_EQ(check.status, 0) << check.output << check.errors;
  EXPECT_THAT(check.output, Not(HasSubstr("✗")));
  EXPECT_THAT(check.output, HasSubstr(farm_.path()));
  EXPECT_THAT(check.output, HasSubstr(gateway.url()));
  EXPECT_TRUE(gateway.Pushed().empty()) << "check must not push";
}

TEST_F(Check, MarksWhatTheAgentCanDoWithout) {
  farm_.Execute("DROP TABLE spools");
  const Finished check = RunCheck({"--offline"});
  EXPECT_EQ(check.status, 0) << check.output << check.errors;
  EXPECT_THAT(check.output,
              HasSubstr("\n! source: table spools is missing: odin_spools_* are left out\n"));
}

TEST_F(Check, NamesAWrongPath) {
  config_.database = "/srv/odni/odin.db";
  const Finished check = RunCheck({"--offline"});
  EXPECT_EQ(check.status, 1);
  EXPECT_THAT(check.output, HasSubstr("✗ source"));
  EXPECT_THAT(check.output, HasSubstr("/srv/odni/odin.db"));
}

TEST_F(Check, NamesAFileThatIsNoDatabase) {
  config_.database = dir_.Write("odin.db", std::string(4096, 'x'));
  const Finished check = RunCheck({"--offline"});
  EXPECT_EQ(check.status, 1);
  EXPECT_THAT(check.output, HasSubstr("✗ source"));
  EXPECT_THAT(check.output, HasSubstr(config_.database));
}

TEST_F(Check, NamesAGatewayThatIsDown) {
  const RefusingPort down;
  const std::string url = "http://127.0.0.1:" + std::to_string(down.port());
  config_.pushgateways = {url};
  const Finished check = RunCheck();
  EXPECT_EQ(check.status, 1);
  EXPECT_THAT(check.output, HasSubstr("✓ source"));
  EXPECT_THAT(check.output, HasSubstr("✗ pushgateway"));
  EXPECT_THAT(check.output, HasSubstr(url));
}

TEST_F(Check, OfflineLeavesTheNetworkOut) {
  const RefusingPort down;
  config_.pushgateways = {"http://127.0.0.1:" + std::to_string(down.port())};
  const Finished check = RunCheck({"--offline"});
  EXPECT_EQ(check.status, 0) << check.output;
  EXPECT_THAT(check.output, Not(HasSubstr("pushgateway")));
}

std::string HashOf(const std::string& password) {
  Finished hash = RunAgent({"hash-password"}, {{}, password + "\n"});
  EXPECT_EQ(hash.status, 0) << hash.errors;
  EXPECT_THAT(hash.output, MatchesRegex("\\$2[aby]\\$[0-9]{2}\\$[./A-Za-z0-9]{53}\n"));
  hash.output.pop_back();
  return hash.output;
}

TEST(HashPassword, ReadsAPasswordByTheRuleForFilesOfSecrets) {
  const std::pair<std::string, std::string> faults[] = {
      {"one\ntwo\n", "standard input: must hold the secret in one line and nothing else"},
      {"one\ttwo\n", "standard input: holds a control character"},
      {"\xFF\xFEo\0"s, "standard input: is UTF-16 text"},
      {" \n", "standard input: is empty, but should hold a secret"},
  };
  for (const auto& [input, words] : faults) {
    const Finished hash = RunAgent({"hash-password"}, {{}, input});
    EXPECT_EQ(hash.status, 2) << input;
    EXPECT_EQ(hash.output, "") << input;
    EXPECT_THAT(hash.errors, HasSubstr(words));
  }
  EXPECT_EQ(RunAgent({"hash-password"}, {{}, "\xEF\xBB\xBFone\r\n"}).status, 0);
}

TEST_F(Check, TellsAWrongPasswordFromTheRightOne) {
  const std::string web_config =
      dir_.Write("web.yaml", "basic_auth_users: {berlin: '" + HashOf("right horse") + "'}\n");
  const PushgatewayServer gateway(0, {"--web.config.file=" + web_config});
  const auto with_password = [&](const std::string& password) {
    config_.pushgateways = {"{url: '" + gateway.url() +
                            "', basic_auth: {username: berlin, password: " + password + "}}"};
    return RunCheck();
  };

  const Finished wrong = with_password("wrong horse");
  EXPECT_EQ(wrong.status, 1);
  EXPECT_THAT(wrong.output, HasSubstr("✗ pushgateway"));
  EXPECT_THAT(wrong.output, HasSubstr("401"));
  EXPECT_THAT(wrong.output + wrong.errors, Not(HasSubstr("horse")));

  const Finished right = with_password("right horse");
  EXPECT_EQ(right.status, 0) << right.output;
  const Finished push =
      RunAgent({"once", "--push", "--config", (dir_.path() / "config.yaml").string()});
  EXPECT_EQ(push.status, 0) << push.errors;
}

TEST(OnceFailing, PrintsTheAgentsOwnMetricsAndTheReason) {
  const TempDir dir;
  const std::string database = dir.path() / "gone.db";
  const Finished once = RunAgent({"once", "--config", WriteConfig(dir, {.database = database})});
  EXPECT_EQ(once.status, 1);
  EXPECT_THAT(once.errors, HasSubstr(database));
  const Samples printed = ParseSamples(once.output);
  EXPECT_TRUE(FarmSamples(printed).empty());
  EXPECT_EQ(Value(printed, "odin_agent_source_up"), 0);
}

TEST(OnceFailing, APushThatFailsIsAFailure) {
  const TempDir dir;
  const RefusingPort down;
  const std::string url = "http://127.0.0.1:" + std::to_string(down.port());
  const std::string config = WriteConfig(dir, {.pushgateways = {url}});
  EXPECT_EQ(RunAgent({"once", "--config", config}).status, 0);
  const Finished push = RunAgent({"once", "--push", "--config", config});
  EXPECT_EQ(push.status, 1);
  EXPECT_THAT(push.errors, HasSubstr(url));
  EXPECT_EQ(RunAgent({"forget", "--config", config}).status, 1);
}

TEST(Forget, SaysThatThereIsNothingToDeleteWhereNoPushgatewayIsConfigured) {
  const TempDir dir;
  const Finished forget = RunAgent({"forget", "--config", WriteConfig(dir, {})});
  EXPECT_EQ(forget.status, 0) << "what is asked for is so already";
  EXPECT_EQ(forget.output,
            "the configuration names no pushgateways: there is no group to delete\n");
}

TEST(HashPassword, OpensTheLocalEndpointToItsPasswordAlone) {
  const TempDir dir;
  const Daemon daemon(
      RunWith(WriteConfig(dir, {.local = "{listen: '127.0.0.1:0', basic_auth_users: {admin: '" +
                                         HashOf("s3same") + "'}}"})));
  const auto status = [&](const std::string& user_and_password) {
    const std::string credentials = base::Base64Encode(user_and_password);
    return Send(daemon.port(),
                {.path = "/api/metrics", .headers = {{"Authorization", "Basic " + credentials}}})
        .status;
  };
  EXPECT_TRUE(Eventually([&] { return status("admin:s3same") == 200; }));
  EXPECT_EQ(status("admin:S3same"), 401);
  EXPECT_EQ(Get(daemon.port(), "/api/metrics").status, 401);
}

TEST(Demo, RunsASimulatedFarmThroughTheWholePipeline) {
  const PushgatewayServer gateway;
  Daemon daemon(
      {"demo", "--printers", "5", "--pushgateway", gateway.url(), "--listen", "127.0.0.1:0"});
  ASSERT_TRUE(Eventually([&] { return !gateway.Pushed().empty(); }));
  EXPECT_EQ(Value(gateway.Pushed(), "odin_printers_total"), 5);
  EXPECT_EQ(Value(daemon.Served(), "odin_printers_total"), 5);
  const std::string words =
      "\nA simulated farm of 5 printers; Ctrl-C ends it.\n  local endpoint: http://127.0.0.1:" +
      std::to_string(daemon.port()) + "/api/metrics\n";
  EXPECT_TRUE(daemon.process().WaitForText(words, seconds(60))) << daemon.process().Errors();
  daemon.process().Signal(SIGINT);
  EXPECT_EQ(daemon.process().Wait(seconds(20)), 0);
}

TEST(Demo, NamesItsOptionWhenThePortIsTakenAndDoesNotSayThatItRuns) {
  const LoopbackSocket taken;
  taken.Listen(1);
  const Finished demo = RunAgent({"demo", "--listen", "127.0.0.1:" + std::to_string(taken.port())});
  EXPECT_EQ(demo.status, 1);
  EXPECT_THAT(demo.errors, HasSubstr("choose another port in --listen"));
  EXPECT_THAT(demo.errors, Not(HasSubstr("local.listen")));
  EXPECT_THAT(demo.errors, Not(HasSubstr("A simulated farm")));
}

}  // namespace
}  // namespace agent::test
