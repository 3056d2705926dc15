// What the command line says of what was typed, and what becomes of what a command prints.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <cstring>
#include <string>

#include "integration/agent.hpp"
#include "support/eventually.hpp"
#include "support/job_on_terminal.hpp"

namespace agent::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kDemoFarm = "site: a\nsource: {demo: {}}\npushgateways: []\n";

TEST(CommandLineHelp, TakesTheConfigurationBeforeTheCommandToo) {
  const TempDir dir;
  const std::string path = dir.Write("config.yaml", kDemoFarm);
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"--config", path, "check", "--offline"},
        {"-c", path, "check", "--offline"},
        {"--config=" + path, "check", "--offline"}}) {
    const Finished check = RunAgent(arguments);
    EXPECT_EQ(check.status, 0) << check.errors;
    EXPECT_THAT(check.output, HasSubstr("✓ configuration: " + path));
  }
}

TEST(CommandLineHelp, TellsWhatWasMeant) {
  const struct {
    std::vector<std::string> arguments;
    std::string words;
  } cases[] = {
      {{"chek"}, "no such command: chek (did you mean check?)"},
      {{"hash_password"}, "no such command: hash_password (did you mean hash-password?)"},
      {{"frobnicate"}, "no such command: frobnicate; see odin-agent --help"},
      {{"check", "--confg", "x"}, "--confg (did you mean --config?)"},
      {{"--verison"}, "--verison (did you mean --version?)"},
      {{"check", "-config", "x.yaml"}, "-config (did you mean --config?)"},
      {{"check", "x.yaml"}, "x.yaml (write --config before it)"},
      {{"check", "–config", "x"},
       "–config (it holds U+2013, an en dash: type a plain - in its place)"},
      {{"—config", "x", "check"},
       "—config (it holds U+2014, an em dash: type a plain - in its place)"},
  };
  for (const auto& [arguments, words] : cases) {
    const Finished wrong = RunAgent(arguments);
    EXPECT_EQ(wrong.status, 2) << words;
    EXPECT_THAT(wrong.errors, HasSubstr(words));
  }
}

TEST(CommandLineHelp, NamesTheOptionsOfACommandThatHasNoConfiguration) {
  const struct {
    std::vector<std::string> arguments;
    std::string errors;
  } cases[] = {
      {{"demo", "--printers", "0"},
       "command line: --printers: \"0\" is not a whole number from 1 to 1000\n"},
      {{"demo", "--printers", "many"},
       "command line: --printers: \"many\" is not a whole number from 1 to 1000\n"},
      {{"demo", "--listen", "9465"},
       "command line: --listen: \"9465\" is not an address to listen on (write IP:PORT, "
       "[IPv6]:PORT or localhost:PORT, or :PORT for all)\n"},
      {{"demo", "--listen", "0.0.0.0:9465"},
       "command line: --listen: others can reach this address: a demo has no password, so give an "
       "address of this machine's own, such as 127.0.0.1:9465\n"},
      {{"prune", "--url", "http://a", "--older-than", "1h", "--timeout", "100y"},
       "command line: --timeout: must be at most 1h\n"},
      {{"prune", "--url", "http://a", "--older-than", "100y"},
       "command line: --older-than: must be a duration from 1s to 8760h, such as 10m or 1h30m\n"},
      {{"prune", "--url", "http://a", "--older-than", "1h", "--interval", "2d"},
       "command line: --interval: must be a duration from 1s to 24h, such as 10m or 1h30m\n"},
      {{"prune", "--url", "http://a", "--older-than", "1h", "--job", "a\nb"},
       "command line: --job: must be one line, without control characters\n"},
      {{"prune", "--url", "http://a", "--older-than", "1h", "--job", ""},
       "command line: --job: must not be empty\n"},
      {{"prune", "--url", "http://a", "--older-than", "1h", "--ca-file", "/nowhere/ca.pem"},
       "command line: --ca-file: /nowhere/ca.pem: No such file or directory\n"},
      {{"prune", "--url", "https://a", "--older-than", "1h", "--basic-auth-username", "a",
        "--basic-auth-password-file", "/nowhere/password"},
       "command line: --basic-auth-password-file: /nowhere/password: No such file or directory\n"},
      {{"prune", "--url", "https://a", "--older-than", "1h", "--bearer-token-file", "/nowhere/t"},
       "command line: --bearer-token-file: /nowhere/t: No such file or directory\n"},
      {{"prune", "--url", "https://a", "--older-than", "1h", "--cert-file", "", "--key-file", "/x"},
       "command line: --cert-file and --key-file are needed together\n"
       "command line: --key-file: /x: No such file or directory\n"},
  };
  for (const auto& [arguments, errors] : cases) {
    const Finished wrong = RunAgent(arguments);
    EXPECT_EQ(wrong.status, 2) << errors;
    EXPECT_EQ(wrong.errors, errors);
  }
}

TEST(CommandLineHelp, SaysThatOncePushHadNowhereToPushTo) {
  const TempDir dir;
  const std::string path = dir.Write("config.yaml", kDemoFarm);
  const Finished push = RunAgent({"once", "--push", "--config", path});
  EXPECT_EQ(push.status, 1);
  EXPECT_THAT(push.output, HasSubstr("odin_printers_total 12"));
  EXPECT_THAT(push.errors, HasSubstr("the configuration names no pushgateways"));
  EXPECT_EQ(RunAgent({"once", "--config", path}).status, 0);
}

TEST(Output, ThatIsLostFailsTheCommand) {
  const TempDir dir;
  const std::string path = dir.Write("config.yaml", kDemoFarm);
  for (const std::string& command :
       {std::string("--help"), std::string("--version"), std::string("check --help"),
        "check --offline --config " + path, "once --config " + path, "forget --config " + path,
        std::string("hash-password")}) {
    for (const char* const redirection : {">/dev/full", ">&-"}) {
      const std::vector<std::string> shell{"sh", "-c", "echo pw | \"$0\" " + command + redirection};
      std::vector<std::string> arguments = shell;
      arguments.push_back(AgentCommand({})[0]);
      const Finished lost = agent::test::Run(arguments);
      EXPECT_EQ(lost.status, 1) << command << redirection << lost.errors;
      EXPECT_THAT(lost.errors, HasSubstr("standard output cannot be written to")) << command;
    }
  }
}

// ThreadSanitizer lets a handler run only when the program comes back from its read.
#if defined(__SANITIZE_THREAD__)
constexpr bool kSignalsWaitForARead = true;
#elif defined(__has_feature)
constexpr bool kSignalsWaitForARead = __has_feature(thread_sanitizer);
#else
constexpr bool kSignalsWaitForARead = false;
#endif
constexpr const char* kWhySkipped = "under ThreadSanitizer a signal waits for the end of a read";

class HashPasswordOnATerminal : public testing::Test {
 protected:
  HashPasswordOnATerminal() { AwaitHidden(); }

  void AwaitHidden() {
    ASSERT_TRUE(Eventually([&] { return !job_.HasEcho(); }));
    ASSERT_TRUE(Eventually([&] { return job_.Screen().ends_with("Password: "); }));
  }

  JobOnTerminal job_{AgentCommand({"hash-password"})};
};

TEST_F(HashPasswordOnATerminal, HidesThePasswordAndNothingAfterIt) {
  job_.Type("hunter2\n");
  EXPECT_EQ(job_.AwaitChange(), 0);
  EXPECT_TRUE(job_.HasEcho());
  EXPECT_THAT(job_.Screen(), HasSubstr("$2"));
  EXPECT_EQ(job_.Screen().find("hunter2"), std::string::npos);
}

TEST_F(HashPasswordOnATerminal, GivesTheEchoBackAtCtrlC) {
  if (kSignalsWaitForARead) GTEST_SKIP() << kWhySkipped;
  job_.Type("\x03");
  const std::optional<int> status = job_.AwaitChange();
  ASSERT_TRUE(status);
  EXPECT_TRUE(WIFSIGNALED(*status) && WTERMSIG(*status) == SIGINT) << *status;
  EXPECT_TRUE(job_.HasEcho());
}

TEST_F(HashPasswordOnATerminal, GivesTheEchoBackWhileItIsStopped) {
  if (kSignalsWaitForARead) GTEST_SKIP() << kWhySkipped;
  job_.Type("\x1A");  // Ctrl-Z
  const std::optional<int> status = job_.AwaitChange();
  ASSERT_TRUE(status && WIFSTOPPED(*status));
  EXPECT_TRUE(job_.HasEcho());
  job_.Signal(SIGCONT);
  AwaitHidden();
  job_.Type("hunter2\n");
  EXPECT_EQ(job_.AwaitChange(), 0);
  EXPECT_TRUE(job_.HasEcho());
}

class HashPasswordEndedBy : public testing::TestWithParam<int> {};

TEST_P(HashPasswordEndedBy, GivesTheEchoBack) {
  if (kSignalsWaitForARead) GTEST_SKIP() << kWhySkipped;
  JobOnTerminal job(AgentCommand({"hash-password"}));
  ASSERT_TRUE(Eventually([&] { return !job.HasEcho(); }));
  job.Signal(GetParam());
  const std::optional<int> status = job.AwaitChange();
  ASSERT_TRUE(status);
  EXPECT_TRUE(WIFSIGNALED(*status) && WTERMSIG(*status) == GetParam()) << *status;
  EXPECT_TRUE(job.HasEcho());
}

std::string NameOf(const testing::TestParamInfo<int>& signal) {
  return std::string("SIG") + ::sigabbrev_np(signal.param);
}

INSTANTIATE_TEST_SUITE_P(ASignal, HashPasswordEndedBy,
                         testing::Values(SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGALRM), NameOf);
#if !ODIN_AGENT_TEST_SANITIZED  // a sanitizer has handlers of its own for these
INSTANTIATE_TEST_SUITE_P(ACrash, HashPasswordEndedBy, testing::Values(SIGSEGV, SIGABRT), NameOf);
#endif

}  // namespace
}  // namespace agent::test
