// The log of the running program: nobody who reads it, or does not, holds it up.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "integration/agent.hpp"
#include "support/eventually.hpp"
#include "support/http.hpp"
#include "support/like_pushgateway.hpp"
#include "support/loopback.hpp"
#include "support/notify_receiver.hpp"
#include "support/scripted_server.hpp"
#include "support/socket.hpp"

namespace agent::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;
using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// The agent with a pipe at its standard error that only the test reads, when it likes.
class UnreadLog : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(::mkfifo(fifo_.c_str(), 0600), 0);
    pipe_ = Socket(::open(fifo_.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
    ASSERT_GE(pipe_.fd(), 0);
  }

  void Fill() const {
    const std::string page(4096, '.');
    while (::write(pipe_.fd(), page.data(), page.size()) > 0) continue;
  }

  void Start() { StartBy("exec \"$@\" 2>'" + fifo_ + "'"); }

  // By a shell script, whose arguments are the command.
  void StartBy(const std::string& script) {
    const std::string config =
        WriteConfig(dir_, {.local = "{listen: '127.0.0.1:" + std::to_string(port_) +
                                    "', authorization: {credentials: a-token-of-some-length}}"});
    process_.emplace(AgentCommand(
        RunWith(config), {"env", "NOTIFY_SOCKET=" + manager_.address(), "sh", "-c", script, "sh"}));
    ASSERT_NE(manager_.Await("READY=1\n"), "") << "it starts, whoever reads its log";
  }

  Response GetWith(const std::string& token) const {
    return Send(port_, {.path = "/api/metrics", .headers = {{"X-API-Key", token}}});
  }
  std::string Metrics() const { return GetWith("a-token-of-some-length").body; }

  // What is read to the end of `text`.
  std::string ReadLogTo(const std::string& text) const {
    std::string all;
    pollfd wanted{pipe_.fd(), POLLIN, 0};
    char c = 0;
    while (!all.ends_with(text)) {
      if (::poll(&wanted, 1, 30'000) != 1 || ::read(pipe_.fd(), &c, 1) != 1) {
        ADD_FAILURE() << "no " << text << " in " << all.substr(0, 2000);
        break;
      }
      all += c;
    }
    return all;
  }

  void ExpectPromptEnd() {
    process_->Signal(SIGTERM);
    EXPECT_EQ(process_->Wait(kPromptly), 0);
  }

  TempDir dir_;
  const std::string fifo_ = dir_.path() / "log";
  Socket pipe_;
  NotifyReceiver manager_;
  const std::uint16_t port_ = FreePort();
  std::optional<Process> process_;
};

TEST_F(UnreadLog, HoldsUpNeitherTheStartNorAScrapeNorTheEnd) {
  Fill();
  Start();
  for (int i = 0; i < 30; ++i) {
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_THAT(GetWith("guess").status, testing::AnyOf(401, 429)) << i;
    ASSERT_LT(std::chrono::steady_clock::now() - begun, seconds(5)) << i;
  }
  EXPECT_TRUE(Eventually([this] { return GetWith("a-token-of-some-length").status == 200; }));
  ExpectPromptEnd();
}

// Which the kernel tells by a signal that ends a program.
TEST_F(UnreadLog, MayReachTheSizeThatAFileMayHave) {
  constexpr int kBlocks = 16384;  // of 512 bytes; the demo farm's own file takes fewer
  const std::string log = dir_.Write("log-file", std::string(512 * kBlocks, '.'));
  StartBy("ulimit -f " + std::to_string(kBlocks) + "; exec \"$@\" 2>>'" + log + "'");
  EXPECT_TRUE(Eventually([this] { return GetWith("a-token-of-some-length").status == 200; }));
  ExpectPromptEnd();
}

TEST_F(UnreadLog, SaysLaterHowManyLinesWereDropped) {
  Start();
  Fill();
  std::string faults;
  for (int i = 0; i < 1000; ++i) faults += "unknown_key_" + std::to_string(i) + ": 1\n";
  dir_.Write("config.yaml", faults);
  for (int i = 0; i < 40; ++i) {
    process_->Signal(SIGHUP);
    ASSERT_NE(manager_.Await("READY=1\n"), "");
  }
  const auto dropped = [this] {
    return Value(ParseSamples(Metrics()), "odin_agent_log_lines_dropped_total");
  };
  ASSERT_TRUE(Eventually([&] { return dropped() > 1000; }));

  const std::string log = ReadLogTo("did not take them\" lines=");
  EXPECT_THAT(log, HasSubstr("config.yaml:1:1: unknown_key_0: unknown key")) << "the first cause";
  const std::string number = ReadLogTo("\n");
  EXPECT_TRUE(Eventually([&] { return std::to_string(std::lround(dropped())) + "\n" == number; }))
      << number << " but " << dropped();

  dir_.Write("config.yaml", "site: [\n");
  process_->Signal(SIGHUP);
  ReadLogTo("the configuration was not reloaded");
  ExpectPromptEnd();
}

TEST_F(UnreadLog, IsWrittenToItsEndWhereItIsReadLate) {
  Start();
  ReadLogTo("push");
  process_->Signal(SIGTERM);
  EXPECT_EQ(process_->Wait(kPromptly), 0);
  ReadLogTo("msg=stopping");
}

TEST_F(UnreadLog, HoldsUpNoBroomEither) {
  Fill();
  const ScriptedServer gateway(InTurn({Reply(500)}));
  process_.emplace(
      AgentCommand({"prune", "--url", gateway.url(), "--older-than", "1h", "--interval", "1s"},
                   {"sh", "-c", "exec \"$@\" 2>'" + fifo_ + "'", "sh"}));
  ASSERT_TRUE(gateway.AwaitRequests(1));
  ExpectPromptEnd();
}

// How the agent speaks from its first line to its last.
class LogFormat : public testing::Test {
 protected:
  static void ExpectJson(const std::string& log) {
    EXPECT_FALSE(log.empty());
    for (const std::string& line : Lines(log)) {
      EXPECT_TRUE(nlohmann::json::accept(line)) << line;
    }
  }

  TempDir dir_;
};

TEST_F(LogFormat, IsJsonFromTheFirstLineWhereTheConfigurationSaysSo) {
  Daemon daemon({"run", "--config", WriteConfig(dir_, {.more = "log: {format: logfmt}\n"})});
  WriteConfig(dir_, {.more = "log: {format: json}\n"});
  const Finished once = RunAgent({"once", "--config", dir_.path() / "config.yaml"});
  ExpectJson(once.errors);
  EXPECT_THAT(once.errors, HasSubstr("no Pushgateway is configured"));

  const std::string taken = "{listen: '127.0.0.1:" + std::to_string(daemon.port()) + "'}";
  const Finished run =
      RunAgent(RunWith(WriteConfig(dir_, {.local = taken, .more = "log: {format: json}\n"})));
  EXPECT_EQ(run.status, 1);
  ExpectJson(run.errors);
  EXPECT_THAT(run.errors,
              AllOf(HasSubstr("no Pushgateway is configured"), HasSubstr("cannot start")));
}

TEST_F(LogFormat, IsJsonForTheErrorsOfTheConfigurationThatSaysSo) {
  for (const char* command : {"run", "once"}) {
    const Finished wrong = RunAgent(
        {command, "--config", WriteConfig(dir_, {.more = "log: {format: json}\nsiet: x\n"})});
    EXPECT_EQ(wrong.status, 2);
    ExpectJson(wrong.errors);
    EXPECT_THAT(wrong.errors,
                AllOf(HasSubstr("\"level\":\"error\""), HasSubstr("siet: unknown key")));
  }
}

// `set_up` is a shell command before the agent.
std::string LogAfter(const std::string& set_up, const std::string& config) {
  return Run(AgentCommand({"once", "--config", config},
                          {"sh", "-c", set_up + "; exec \"$@\"", "sh"}))
      .errors;
}

TEST_F(LogFormat, TellsTheJournalHowGraveALineIs) {
  const std::string set_up = "export JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2)";
  for (const char* const format : {"logfmt", "json"}) {
    const std::string log = LogAfter(
        set_up, WriteConfig(dir_, {.source = "{database: {path: /nowhere/odin.db}}",
                                   .more = "log: {format: " + std::string(format) + "}\n"}));
    bool has_error = false;
    for (const std::string& line : Lines(log)) {
      const bool is_error = line.find("collection failed") != std::string::npos;
      has_error |= is_error;
      EXPECT_THAT(line, StartsWith(is_error ? "<3>" : "<4>"));
    }
    EXPECT_TRUE(has_error) << log;
  }
  const std::string wrong = dir_.Write("config.yaml", "site: [\n");
  EXPECT_THAT(LogAfter(set_up, wrong), StartsWith("<3>"));
}

TEST_F(LogFormat, IsPlainWhereStandardErrorIsNotTheJournal) {
  const std::string config = WriteConfig(dir_, {});
  for (const std::string set_up : {"unset JOURNAL_STREAM", "export JOURNAL_STREAM=8:4711",
                                   "export JOURNAL_STREAM=", "export JOURNAL_STREAM=x"}) {
    EXPECT_THAT(LogAfter(set_up, config), StartsWith("ts=")) << set_up;
  }
}

TEST(StandardDescriptors, AreNoConnectionWhereTheProgramIsStartedWithoutThem) {
  const TempDir dir;
  const ScriptedServer gateway(Healthy());
  const NotifyReceiver manager;
  const std::string config = WriteConfig(dir, {.pushgateways = {gateway.url()}});
  Process agent(AgentCommand(RunWith(config), {"env", "NOTIFY_SOCKET=" + manager.address(), "sh",
                                               "-c", "exec \"$@\" <&- >&- 2>&-", "sh"}));
  ASSERT_NE(manager.Await("READY=1\n"), "");
  for (const char* fd : {"0", "1", "2"}) {
    EXPECT_EQ(fs::read_symlink("/proc/" + std::to_string(agent.pid()) + "/fd/" + fd), "/dev/null");
  }
  dir.Write("config.yaml", "site: [\n");
  agent.Signal(SIGHUP);
  ASSERT_NE(manager.Await("not reloaded"), "");
  ASSERT_TRUE(gateway.AwaitRequests(gateway.requests().size() + 3));
  for (const ReceivedRequest& request : gateway.requests()) {
    EXPECT_THAT(request.method, AnyOf("PUT", "GET")) << "a line of the log in it";
  }
}

TEST(StandardDescriptors, LetACommandFailThatCannotPrint) {
  const TempDir dir;
  const std::string config = WriteConfig(dir, {});
  EXPECT_EQ(
      test::Run(AgentCommand({"once", "--config", config}, {"sh", "-c", "exec \"$@\" >&-", "sh"}))
          .status,
      1);
}

}  // namespace
}  // namespace agent::test
