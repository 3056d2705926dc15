// Names, replies and folders of others that would act on who reads them.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "agent/base/utf8.hpp"
#include "agent/base/visible.hpp"
#include "integration/agent.hpp"
#include "support/eventually.hpp"
#include "support/http.hpp"
#include "support/needs.hpp"
#include "support/notify_receiver.hpp"
#include "support/sample_farm.hpp"
#include "support/scripted_server.hpp"
#include "support/socket.hpp"

namespace agent::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// Colours a terminal in C1 and in C0, sets its title, turns a line round, breaks it, and hides.
const std::string kHostile =
    "x\u009b31m\u009d0;t\u202Ey\u2028z\u2066\u200B\U000E0041\x1b[31m\x1b]0;t\x07";
const std::string kForgedLine = "\n✓ source: all is well\n";
// As others may read it.
constexpr const char* kVisible = "x\\u009b31m\\u009d0;t\\u202ey\\u2028z\\u2066\\u200b";

// A scalar in double quotes.
std::string InYaml(const std::string& text) {
  std::string yaml = "\"";
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view from_here = rest;
    const char32_t code_point = base::TakeCodePoint(rest);
    char escape[16];
    std::snprintf(escape, sizeof escape, "\\U%08x", static_cast<unsigned>(code_point));
    yaml += base::IsUnseen(code_point)
                ? escape
                : std::string(from_here.substr(0, from_here.size() - rest.size()));
  }
  return yaml + '"';
}

// Nothing that acts on a terminal but line ends, and no line that a stranger made.
void ExpectHarmless(const std::string& text) {
  EXPECT_NE(text, "");
  EXPECT_THAT(text, Not(HasSubstr(kForgedLine)));
  for (std::string_view rest = text; !rest.empty();) {
    const char32_t code_point = base::TakeCodePoint(rest);
    ASSERT_TRUE(code_point == U'\n' || !base::IsUnseen(code_point))
        << base::CodePointName(code_point) << " in " << testing::PrintToString(text);
  }
}

class HostileText : public testing::Test {
 protected:
  Finished RunWithConfig(const std::string& command, const ConfigText& config) {
    return RunAgent({command, "--config", WriteConfig(dir_, config)});
  }

  void ExpectHarmlessOutput(const Finished& finished) {
    if (!finished.output.empty()) ExpectHarmless(finished.output);
    if (!finished.errors.empty()) ExpectHarmless(finished.errors);
  }

  TempDir dir_;
};

TEST_F(HostileText, OfAFolderIsShownAsItsCodes) {
  const std::string without_c0 = kHostile.substr(0, kHostile.find('\x1b'));
  const ConfigText missing{
      .source = "{database: {path: " + InYaml("/nowhere/" + without_c0 + "/odin.db") + "}}"};
  const Finished check = RunWithConfig("check", missing);
  EXPECT_EQ(check.status, 1);
  ExpectHarmlessOutput(check);
  EXPECT_THAT(check.output, HasSubstr(kVisible));
  ExpectHarmlessOutput(RunWithConfig("once", missing));
}

TEST_F(HostileText, OfAFolderForgesNoLineOfACheckForAUser) {
  NeedRoot();
  const fs::path folder = dir_.path() / (kHostile + kForgedLine);
  fs::create_directory(folder);
  fs::create_symlink(folder, dir_.path() / "link");
  SampleFarm farm;
  farm.StopWriter();
  fs::copy_file(farm.path(), folder / "odin.db");
  ::chmod(folder.c_str(), 0700);
  ::chmod(dir_.path().c_str(), 0755);
  const std::string path = WriteConfig(dir_, {.database = dir_.path() / "link" / "odin.db"});
  ::chmod(path.c_str(), 0644);
  const Finished check =
      RunAgent({"check", "--as", "nobody", "--config", path},
               {.environment = {{"ASAN_OPTIONS", "detect_leaks=0"}}, .input = ""});
  EXPECT_EQ(check.status, 1);
  ExpectHarmlessOutput(check);
  EXPECT_THAT(check.output, HasSubstr("user nobody may not enter"));
  EXPECT_THAT(check.output, HasSubstr(kVisible));
}

TEST_F(HostileText, OfAConfigurationIsShownAsItsCodes) {
  for (
      const std::string& yaml : std::vector<std::string>{
          "site: x\nsource: {demo: {}}\n\"" + kHostile.substr(0, kHostile.find('\x1b')) + "\": 1\n",
          "site: x\nsource: {demo: {}}\npushgateways: [{url: \"" +
              kHostile.substr(0, kHostile.find('\x1b')) + "\"}]\n",
          "site: x\nsource: {demo: {}}\ncollect: {interval: \"a\\e[31m\\n✓ source: all is "
          "well\\n\"}\n",
          "site: x\nsource: {demo: {}}\nlog: {level: \"a\\e[31m\\n✓ source: all is well\\n\"}\n"}) {
    const std::string path = dir_.Write("config.yaml", yaml);
    for (const char* command : {"run", "once", "check", "forget"}) {
      const Finished wrong = RunAgent({command, "--config", path});
      EXPECT_EQ(wrong.status, 2) << command;
      ExpectHarmlessOutput(wrong);
    }
  }
  const std::string nowhere = "/nowhere/" + kHostile + kForgedLine;
  ExpectHarmlessOutput(RunAgent({"check", "--config", nowhere}));
  const NotifyReceiver manager;
  ExpectHarmlessOutput(RunAgent(
      RunWith(nowhere), {.environment = {{"NOTIFY_SOCKET", manager.address()}}, .input = ""}));
  const std::string status = manager.Await("STATUS=");
  ExpectHarmless(status);
  EXPECT_THAT(status, HasSubstr("has errors"));
}

TEST_F(HostileText, OfTheCommandLineIsShownAsItsCodes) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{kHostile + kForgedLine},
        {"once", "--" + kHostile},
        {"check", "--as", kHostile + kForgedLine},
        {"demo", "--listen", kHostile + kForgedLine},
        {"prune", "--older-than", "1h", "--url", kHostile + kForgedLine}}) {
    const Finished wrong = RunAgent(arguments);
    EXPECT_NE(wrong.status, 0);
    ExpectHarmlessOutput(wrong);
  }
}

TEST_F(HostileText, OfAGatewayIsShownAsItsCodes) {
  const ScriptedServer gateway(InTurn({Reply(400, kHostile + kForgedLine)}));
  const NotifyReceiver manager;
  const ConfigText config{.pushgateways = {gateway.url()}};
  {
    Daemon daemon(RunWith(WriteConfig(dir_, config)),
                  {.environment = {{"NOTIFY_SOCKET", manager.address()}}, .input = ""});
    ASSERT_TRUE(daemon.process().WaitForText("msg=\"push fails\"", seconds(30)));
    ExpectHarmless(daemon.process().Errors());
    ExpectHarmless(manager.Await("push fails since"));
  }
  for (const char* command : {"check", "forget"}) {
    ExpectHarmlessOutput(RunWithConfig(command, config));
  }
  ExpectHarmlessOutput(RunAgent({"once", "--push", "--config", dir_.path() / "config.yaml"}));
}

TEST_F(HostileText, OfASourceIsShownAsItsCodes) {
  const ScriptedServer odin(
      InTurn({Reply(200, kHostile + kForgedLine, "Content-Type: text/plain\r\n")}));
  const NotifyReceiver manager;
  const ConfigText config{.source = "{endpoint: {url: '" + odin.url() + "/api/metrics'}}"};
  {
    Daemon daemon(RunWith(WriteConfig(dir_, config)),
                  {.environment = {{"NOTIFY_SOCKET", manager.address()}}, .input = ""});
    ASSERT_TRUE(
        Eventually([&] { return Value(daemon.Served(), "odin_agent_collects_total") > 0; }));
    ExpectHarmless(daemon.process().Errors());
    ExpectHarmless(manager.Await("STATUS="));
  }
  ExpectHarmlessOutput(RunWithConfig("check", config));
}

TEST_F(HostileText, OfAPrinterOnATerminalIsShownAsItsCodes) {
  SampleFarm farm;
  farm.Rename(1, kHostile);
  const std::string path = WriteConfig(dir_, {.database = farm.path()});
  EXPECT_THAT(RunAgent({"once", "--config", path}).output, HasSubstr("{printer=\"x\u009b31m"))
      << "a program gets the name itself";

  const Socket terminal(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  ASSERT_EQ(::grantpt(terminal.fd()), 0);
  ASSERT_EQ(::unlockpt(terminal.fd()), 0);
  const std::string name = ::ptsname(terminal.fd());
  const Socket kept_open(::open(name.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  Process once(
      AgentCommand({"once", "--config", path}, {"sh", "-c", "exec \"$@\" >" + name, "sh"}));
  std::string shown;
  char buffer[4096];
  pollfd wanted{terminal.fd(), POLLIN, 0};
  while (shown.find("odin_spools_total ") == std::string::npos && ::poll(&wanted, 1, 30'000) == 1) {
    shown.append(buffer, static_cast<std::size_t>(::read(terminal.fd(), buffer, sizeof buffer)));
  }
  std::erase(shown, '\r');  // the terminal's own
  ExpectHarmless(shown);
  EXPECT_THAT(shown, HasSubstr(kVisible));
}

TEST_F(HostileText, OfASiteIsRefusedAndShownAsItsCodes) {
  const std::string path = WriteConfig(dir_, {.site = "köln\u2067<b>&"});
  const Finished check = RunAgent({"check", "--offline", "--config", path});
  ExpectHarmlessOutput(check);
  EXPECT_EQ(check.status, 2) << check.output;
}

}  // namespace
}  // namespace agent::test
