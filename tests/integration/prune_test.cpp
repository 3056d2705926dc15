// odin-agent prune against a real Pushgateway.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "agent/base/file.hpp"
#include "integration/agent.hpp"
#include "support/certificates.hpp"
#include "support/eventually.hpp"
#include "support/http.hpp"
#include "support/loopback.hpp"
#include "support/promptly.hpp"
#include "support/scripted_server.hpp"
#include "support/servers.hpp"

namespace agent::test {
namespace {

using std::chrono::seconds;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class PruneCommand : public testing::Test {
 protected:
  // `group` is a path below /metrics, as the Pushgateway wants it.
  void Push(const std::string& group) const {
    const Response reply = Send(gateway_.port(), {.method = "PUT",
                                                  .path = "/metrics" + group,
                                                  .headers = {},
                                                  .body = "odin_printers_total 5\n"});
    ASSERT_EQ(reply.status, 200) << group << reply.body;
  }

  // The labels of every group, as text, but for what the Pushgateway adds.
  std::vector<std::string> Groups() const {
    std::vector<std::string> groups;
    for (const auto& [series, value] : gateway_.Pushed()) {
      std::string text;
      for (const auto& [name, label] : series.labels) {
        if (name != "instance") text += name + "=" + label + ";";
      }
      groups.push_back(text);
    }
    return groups;
  }

  // Waits until every group is over a second old by the whole seconds of the Date header.
  void AwaitAge() const {
    const Response reply = Get(gateway_.port(), "/metrics");
    double newest = 0;
    for (const auto& [series, value] : ParseSamples(reply.body)) {
      if (series.name == "push_time_seconds") newest = std::max(newest, value);
    }
    ASSERT_TRUE(Eventually([&] {
      const auto now = std::chrono::system_clock::now().time_since_epoch();
      return static_cast<double>(std::chrono::floor<seconds>(now).count()) > newest + 1;
    }));
  }

  std::vector<std::string> Arguments(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"prune", "--url", gateway_.url(), "--older-than", "1s"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }

  PushgatewayServer gateway_;
  TempDir dir_;
};

TEST_F(PruneCommand, DeletesTheGroupsOfItsJobWhateverTheirLabels) {
  Push("/job/odin/site/x/zone/y");
  Push("/job/odin/site@base64/S8O2bG4vSGFsbGUgMg==");  // Köln/Halle 2
  Push("/job/odin/site@base64/=");
  Push("/job/odin/site/a%25b%3Fc%2Bd%20e%22");
  Push("/job/odin/site@base64/Li4=");  // ..
  Push("/job/odin");
  Push("/job/odin2/site/x");
  Push("/job@base64/b2Rpbi8=/site/x");  // odin/
  AwaitAge();
  const Finished dry = RunAgent(Arguments({"--dry-run"}));
  EXPECT_EQ(dry.status, 0) << dry.errors;
  EXPECT_THAT(dry.output, HasSubstr("{job=\"odin\",site=\"Köln/Halle 2\"}: would be deleted"));
  EXPECT_EQ(Groups().size(), 8U);

  const Finished prune = RunAgent(Arguments());
  EXPECT_EQ(prune.status, 0) << prune.output << prune.errors;
  EXPECT_THAT(prune.output, HasSubstr("✓ {job=\"odin\",site=\"..\"}: deleted: last push "));
  // The Pushgateway has accepted the deletions and does them one after another.
  EXPECT_TRUE(Eventually([&] { return Groups().size() == 2; }));
  EXPECT_THAT(Groups(), ElementsAre("job=odin/;site=x;", "job=odin2;site=x;"));
  EXPECT_THAT(RunAgent(Arguments({"--job", "odin/"})).output, HasSubstr("✓"));
  EXPECT_TRUE(Eventually([&] { return Groups().size() == 1; }));
}

TEST_F(PruneCommand, LeavesYoungGroupsAlone) {
  Push("/job/odin/site/x");
  AwaitAge();
  const Finished prune =
      RunAgent({"prune", "--url", gateway_.url(), "--older-than", "10m", "--job", "odin"});
  EXPECT_EQ(prune.status, 0) << prune.errors;
  EXPECT_EQ(prune.output, "no group of job odin is older than 10m\n");
  EXPECT_EQ(Groups().size(), 1U);
}

#if !ODIN_AGENT_TEST_SANITIZED  // a sanitizer's runtime must be the first library
// Ours is a day ahead, so every group seems old.
TEST_F(PruneCommand, JudgesAgeByThePushgatewaysClock) {
  Push("/job/odin/site/x");
  const Finished prune =
      RunAgent({"prune", "--url", gateway_.url(), "--older-than", "1h"},
               {.environment = {{"LD_PRELOAD", ODIN_AGENT_FAKE_WALL_CLOCK},
                                {"FAKE_WALL_CLOCK", dir_.Write("ahead", "86400")}},
                .input = ""});
  EXPECT_EQ(prune.status, 0) << prune.errors;
  EXPECT_EQ(Groups().size(), 1U);
}
#endif

TEST_F(PruneCommand, StaysAndRemembersSitesAcrossRestarts) {
  const std::string textfile = dir_.path() / "odin.prom";
  const std::vector<std::string> arguments =
      Arguments({"--interval", "1s", "--textfile", textfile});
  const auto remembers = [&](const std::string& site) {
    return std::filesystem::exists(textfile) &&
           base::ReadSmallFile(textfile).find("{site=\"" + site + "\"}") != std::string::npos;
  };
  for (const std::string& site : {std::string("first"), std::string("second")}) {
    Push("/job/odin/site/" + site);
    Process prune(AgentCommand(arguments));
    EXPECT_TRUE(Eventually([&] { return Groups().empty(); }));
    EXPECT_TRUE(prune.WaitForText("group deleted", seconds(60)));
    EXPECT_TRUE(remembers(site));
    prune.Signal(SIGHUP);
    prune.Signal(SIGTERM);
    EXPECT_EQ(prune.Wait(Promptly()), 0) << prune.Errors();
    EXPECT_THAT(prune.Errors(), HasSubstr("group=\"{job=\\\"odin\\\",site=\\\"" + site));
  }
  EXPECT_TRUE(remembers("first"));
  const std::filesystem::perms mode = std::filesystem::status(textfile).permissions();
  EXPECT_EQ(static_cast<unsigned>(mode), 0644U);
  const auto files = std::filesystem::directory_iterator(dir_.path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);  // no half-written one is left
}

TEST_F(PruneCommand, EndsAtOnceWhileAPushgatewayIsSilent) {
  const LoopbackSocket silent;
  silent.Listen(8);
  Process prune(AgentCommand({"prune", "--url", "http://127.0.0.1:" + std::to_string(silent.port()),
                              "--older-than", "1h", "--interval", "1s"}));
  ASSERT_TRUE(prune.WaitForText("starting", seconds(60)));
  prune.Signal(SIGTERM);
  EXPECT_EQ(prune.Wait(Promptly()), 0) << prune.Errors();
}

TEST_F(PruneCommand, DeletesAFarmWhoseNameHoldsTheReplacementCharacter) {
  Push("/job/odin/site/caf%EF%BF%BD");
  // No UTF-8: refused, and remembered as a group that looks the same.
  const Response refused = Send(gateway_.port(), {.method = "PUT",
                                                  .path = "/metrics/job/odin/site/caf%E9",
                                                  .headers = {},
                                                  .body = "odin_printers_total 5\n"});
  ASSERT_EQ(refused.status, 400);
  const auto has_accepted = [&] {
    return Get(gateway_.port(), "/api/v1/metrics").body.find("caf\xEF\xBF\xBD") !=
           std::string::npos;
  };
  ASSERT_TRUE(has_accepted());
  std::this_thread::sleep_for(seconds(3));  // /metrics, where ages stand, is broken by the other
  const Finished prune = RunAgent(Arguments());
  EXPECT_EQ(prune.status, 1);
  EXPECT_THAT(prune.output, HasSubstr("✓ {job=\"odin\",site=\"caf\xEF\xBF\xBD\"}: deleted"));
  EXPECT_THAT(prune.errors, HasSubstr("a label of it is no valid UTF-8"));
  EXPECT_TRUE(Eventually([&] { return !has_accepted(); }));
}

// Each name fills a request line; together they are more than a sweep keeps.
TEST_F(PruneCommand, SweepsOnAndRemembersHonestSitesWhateverTheNamesOfOthers) {
  const std::string textfile = dir_.path() / "odin.prom";
  for (int i = 0; i < 10; ++i) {
    Push("/job/odin/site/" + std::to_string(10 + i) + std::string(1'000'000, 'x'));
  }
  Push("/job/odin/site/berlin-1");
  std::this_thread::sleep_for(seconds(3));  // AwaitAge would read 50 MB, again and again
  const auto is_empty = [&] {
    return Get(gateway_.port(), "/api/v1/metrics").body == R"({"status":"success","data":[]})";
  };
  const std::vector<std::string> arguments = Arguments({"--textfile", textfile});
  const Finished first = RunAgent(arguments);
  EXPECT_EQ(first.status, 1);
  EXPECT_THAT(first.errors, HasSubstr("groups were left out, those with the longest labels"));
  EXPECT_THAT(first.output, HasSubstr("✓ {job=\"odin\",site=\"berlin-1\"}: deleted"));
  for (int sweeps = 0; sweeps < 5 && !is_empty(); ++sweeps) {
    static_cast<void>(RunAgent(arguments));
  }
  EXPECT_TRUE(Eventually(is_empty));
  EXPECT_EQ(RunAgent(arguments).status, 0);
  EXPECT_LT(std::filesystem::file_size(textfile), 1000U);
  EXPECT_THAT(base::ReadSmallFile(textfile), HasSubstr("{site=\"berlin-1\"}"));
}

#if !ODIN_AGENT_TEST_SANITIZED  // a sanitizer takes terabytes of addresses
// What a large reply takes to be read says nothing of the program where the machine is busy.
constexpr const char* kAnyTime = "10m";

// Small groups, large groups and groups of many labels, 12 MB of each.
TEST(PruneCommandLine, EndsWithAReasonInMemoryOf64MbWhateverTheReply) {
  constexpr std::size_t kReplyBytes = 12'000'000;
  const std::string times = R"("push_time_seconds":{"metrics":[{"value":"7"}]}})";
  std::string many_labels = R"({"labels":{"job":"odin")";
  for (int i = 0; i < 100'000; ++i) many_labels += ",\"l" + std::to_string(i) + "\":\"\"";
  const std::string groups[] = {
      R"({"labels":{"job":"odin","s":""},)" + times,
      R"({"labels":{"job":"odin","site":")" + std::string(1'000'000, 'x') + "\"}," + times,
      many_labels + "}," + times,
      R"({"labels":{"job":"odin"},"m":{"help":")" + std::string(3'000'000, 'x') + "\"}," + times};
  for (const std::string& group : groups) {
    std::string json = R"({"status":"success","data":[)" + group;
    while (json.size() < kReplyBytes) json += "," + group;
    const ScriptedServer gateway(
        InTurn({Reply(200, json + "]}", "Date: Wed, 25 Nov 2026 03:47:32 GMT\r\n")}));
    const Finished prune = RunAgent(
        {"prune", "--url", gateway.url(), "--older-than", "1h", "--dry-run", "--timeout", kAnyTime},
        {}, {"sh", "-c", "ulimit -v 65536; exec \"$0\" \"$@\""});
    const bool fits = prune.status == 0;
    EXPECT_TRUE(fits || prune.status == 1) << prune.status;
    if (!fits) {
      EXPECT_THAT(prune.errors, HasSubstr("left out"));
    }
    EXPECT_THAT(prune.errors, Not(HasSubstr("memory")));
  }
}

TEST(PruneCommandLine, SaysThatThereIsNotMemoryEnough) {
  const std::string group = R"({"labels":{"job":"odin","site":")" + std::string(1'000'000, 'x') +
                            R"("},"push_time_seconds":{"metrics":[{"value":"7"}]}})";
  std::string json = R"({"status":"success","data":[)" + group;
  for (int i = 0; i < 20; ++i) json += "," + group;
  const ScriptedServer gateway(
      InTurn({Reply(200, json + "]}", "Date: Wed, 25 Nov 2026 03:47:32 GMT\r\n")}));
  const Finished prune = RunAgent(
      {"prune", "--url", gateway.url(), "--older-than", "1h", "--dry-run", "--timeout", kAnyTime},
      {}, {"sh", "-c", "ulimit -v 40000; exec \"$0\" \"$@\""});
  EXPECT_EQ(prune.status, 1);
  EXPECT_THAT(prune.errors, HasSubstr("memory"));
}
#endif

// Every option that says how to reach it, against a server that wants all of them.
TEST(PruneCommandLine, ReachesAPushgatewayThatIsHardToReach) {
  const TempDir dir;
  const CertificateAuthority ca(dir.path(), "ca");
  const CertificateFiles server = ca.Issue("server", "DNS:push.example.com");
  const CertificateFiles client = ca.Issue("client");
  const ScriptedServer gateway(InTurn({Reply(200, R"({"status":"success","data":[]})",
                                             "Date: Wed, 25 Nov 2026 03:47:32 GMT\r\n")}),
                               {server.cert_file, server.key_file, ca.ca_file()});
  const std::string password = dir.Write("password", "hunter2\n");
  const std::string token = dir.Write("token", "s3cret\n");
  for (const std::string& secret : {password, token, client.key_file}) {
    std::filesystem::permissions(secret, std::filesystem::perms::owner_read);
  }
  const auto run = [&](const std::vector<std::string>& credentials) {
    std::vector<std::string> arguments{"prune",
                                       "--url",
                                       gateway.url() + "/prefix",
                                       "--older-than",
                                       "1h",
                                       "--timeout",
                                       "20s",
                                       "--ca-file",
                                       ca.ca_file(),
                                       "--cert-file",
                                       client.cert_file,
                                       "--key-file",
                                       client.key_file,
                                       "--server-name",
                                       "push.example.com"};
    arguments.insert(arguments.end(), credentials.begin(), credentials.end());
    return RunAgent(arguments);
  };
  const Finished as_user =
      run({"--basic-auth-username", "broom", "--basic-auth-password-file", password});
  EXPECT_EQ(as_user.status, 0);
  EXPECT_EQ(as_user.errors, "");
  EXPECT_EQ(run({"--bearer-token-file", token}).status, 0);
  const std::vector<ReceivedRequest> requests = gateway.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].target, "/prefix/api/v1/metrics");
  EXPECT_EQ(requests[0].headers.at("authorization"), "Basic YnJvb206aHVudGVyMg==");
  EXPECT_EQ(requests[1].headers.at("authorization"), "Bearer s3cret");
}

TEST(PruneCommandLine, FailsAndSaysWhy) {
  const RefusingPort nobody;
  const std::string url = "http://127.0.0.1:" + std::to_string(nobody.port());
  const Finished failed = RunAgent({"prune", "--url", url, "--older-than", "1h"});
  EXPECT_EQ(failed.status, 1);
  EXPECT_THAT(failed.errors, AllOf(HasSubstr(url), HasSubstr("refused")));
}

TEST(PruneCommandLine, NamesItsOwnOptionForACaThatIsMissing) {
  const TempDir dir;
  const CertificateAuthority ca(dir.path(), "ca");
  const CertificateFiles files = ca.Issue("server");
  const ScriptedServer server(InTurn({Reply(200)}), {files.cert_file, files.key_file, ""});
  const Finished untrusted = RunAgent({"prune", "--url", server.url(), "--older-than", "1h"});
  EXPECT_EQ(untrusted.status, 1);
  EXPECT_THAT(untrusted.errors, HasSubstr("set --ca-file to the CA that signed it"));
}

TEST(PruneCommandLine, SaysAnewWhenSomethingElseIsToBeDone) {
  const ScriptedServer server(InTurn({Reply(401), Reply(401), Reply(404),
                                      Reply(200, "<h1>Hello</h1>",
                                            "Content-Type: "
                                            "text/html\r\n")}));
  const Process prune(
      AgentCommand({"prune", "--url", server.url(), "--older-than", "1h", "--interval", "1s"}));
  ASSERT_TRUE(server.AwaitRequests(6));
  std::vector<std::string> said;
  std::istringstream log(prune.Errors());
  for (std::string line; std::getline(log, line);) {
    if (line.find("msg=\"pruning fails\"") != std::string::npos) said.push_back(line);
  }
  EXPECT_THAT(said, testing::ElementsAre(
                        HasSubstr("set --basic-auth-username or --bearer-token-file"),
                        HasSubstr("HTTP 404"), HasSubstr("answers with a page (text/html)")));
}

TEST(PruneCommandLine, RefusesWhatItCannotMean) {
  const struct {
    std::vector<std::string> more;
    std::string error;
  } cases[] = {
      {{"--older-than", "1h"}, "--url is required"},
      {{"--url", "http://x"}, "--older-than is required"},
      {{"--url", "http://x", "--older-than", "0s"}, "--older-than: must be a duration"},
      {{"--url", "http://x", "--older-than", "soon"}, "--older-than: must be a duration"},
      {{"--url", "http://x", "--older-than", "1h", "--interval", "10ms"}, "--interval: must be"},
      {{"--url", "http://x", "--older-than", "1h", "--interval", "1m", "--dry-run"},
       "--dry-run excludes --interval"},
      {{"--url", "x", "--older-than", "1h"}, "--url: \"x\" is not"},
      {{"--url", "http://x", "--older-than", "1h", "--ca-file", "/nowhere/ca.pem"}, "--ca-file: "},
      {{"--url", "http://x", "--older-than", "1h", "--basic-auth-username", "u"},
       "--basic-auth-username requires --basic-auth-password-file"},
  };
  for (const auto& [more, error] : cases) {
    std::vector<std::string> arguments{"prune"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Finished wrong = RunAgent(arguments);
    EXPECT_EQ(wrong.status, 2) << error;
    EXPECT_THAT(wrong.errors, HasSubstr(error));
  }
}

}  // namespace
}  // namespace agent::test
