// Secrets and certificates that come after the agent, as from a disk that is mounted late.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>

#include "agent/base/file.hpp"
#include "agent/net/http_client.hpp"
#include "integration/gateway_fixture.hpp"
#include "support/certificates.hpp"
#include "support/eventually.hpp"
#include "support/http.hpp"
#include "support/odin_endpoint.hpp"
#include "support/odin_exposition.hpp"
#include "support/sample_farm.hpp"
#include "support/servers.hpp"

namespace agent::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;
using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kWaits = ": it is waited for, and used as soon as it is there";

Script WantsPassword() {
  return [](const ReceivedRequest& request) {
    const auto shown = request.headers.find("authorization");
    const bool is_right =
        shown != request.headers.end() && shown->second == "Basic YmVybGluOmh1bnRlcjI=";
    return is_right ? Healthy()(request) : Reply(401);
  };
}

class LateFile : public GatewayFixture {
 protected:
  std::string Path(const std::string& name) const { return dir_.path() / name; }
  Process& process() { return daemon_->process(); }

  // Starts without the password of a gateway that wants one.
  void StartWithoutPassword() {
    Start(strict_.url(), "basic_auth: {username: berlin, password_file: push.password}");
  }
  void ExpectThatThePasswordIsTakenWhenItComes() {
    EXPECT_TRUE(strict_.requests().empty()) << "sent without the password";
    (void)dir_.Write("push.password", "hunter2\n");
    ExpectRecovery(strict_);
  }

  ScriptedServer strict_{WantsPassword()};
};

TEST_F(LateFile, OfAPasswordIsWaitedFor) {
  StartWithoutPassword();
  EXPECT_THAT(process().Errors(), AllOf(HasSubstr("password_file: " + Path("push.password") +
                                                  ": No such file or directory" + kWaits)));
  ExpectFault("unauthorized", Path("push.password") + ": No such file or directory");
  ExpectThatThePasswordIsTakenWhenItComes();
}

TEST_F(LateFile, OfAPasswordMayBeEmptyAtFirst) {
  (void)dir_.Write("push.password", "\n");
  StartWithoutPassword();
  ExpectFault("unauthorized", Path("push.password") + ": is empty, but should hold a secret");
  ExpectThatThePasswordIsTakenWhenItComes();
}

TEST_F(LateFile, IsAFaultForCheckAllTheSame) {
  const std::string config =
      WriteConfig(dir_, {.pushgateways = {"{url: '" + strict_.url() +
                                          "', basic_auth: {username: berlin, password_file: "
                                          "push.password}}"}});
  for (const std::string command : {"check", "once", "forget"}) {
    const Finished finished = RunAgent({command, "--config", config});
    EXPECT_EQ(finished.status, 2) << command;
    EXPECT_THAT(command == "check" ? finished.output : finished.errors,
                HasSubstr(Path("push.password") + ": No such file or directory"))
        << command;
  }
}

TEST_F(LateFile, OfACaIsWaitedFor) {
  const CertificateAuthority ca(dir_.path(), "ca");
  const CertificateFiles files = ca.Issue("server");
  const ScriptedServer server(Healthy(), ServerTls{files.cert_file, files.key_file, ""});
  Start(server.url(), "tls_config: {ca_file: late.pem}");
  ExpectFault("tls", Path("late.pem") + ": No such file or directory");
  fs::copy_file(ca.ca_file(), Path("late.pem"));
  ExpectRecovery(server);
}

TEST_F(LateFile, OfAClientCertificateIsWaitedFor) {
  const CertificateAuthority ca(dir_.path(), "ca");
  const CertificateFiles files = ca.Issue("server");
  const CertificateFiles client = ca.Issue("client");
  fs::rename(client.key_file, Path("away"));
  const ScriptedServer server(Healthy(), ServerTls{files.cert_file, files.key_file, ca.ca_file()});
  Start(server.url(), "tls_config: {ca_file: '" + ca.ca_file() + "', cert_file: '" +
                          client.cert_file + "', key_file: '" + client.key_file + "'}");
  ExpectFault("tls", client.key_file + ": No such file or directory");
  fs::rename(Path("away"), client.key_file);
  ExpectRecovery(server);
}

TEST_F(LateFile, OfPrunesCaIsWaitedForWherePruneStays) {
  const CertificateAuthority ca(dir_.path(), "ca");
  const CertificateFiles files = ca.Issue("gateway");
  const std::string web =
      dir_.Write("web.yml", "tls_server_config: {cert_file: " + files.cert_file +
                                ", key_file: " + files.key_file + "}\n");
  const PushgatewayServer gateway(0, {"--web.config.file=" + web});
  std::vector<std::string> arguments{
      "prune",         "--url", "https://127.0.0.1:" + std::to_string(gateway.port()),
      "--older-than",  "1h",    "--ca-file",
      Path("late.pem")};
  EXPECT_EQ(RunAgent(arguments).status, 2) << "once: there is nothing to wait for";
  arguments.insert(arguments.end(), {"--interval", "1s"});
  const Process prune(AgentCommand(arguments));
  EXPECT_TRUE(prune.WaitForText("msg=\"pruning fails\"", seconds(30))) << prune.Errors();
  EXPECT_THAT(prune.Errors(),
              HasSubstr("late.pem: No such file or directory" + std::string(kWaits)));
  fs::copy_file(ca.ca_file(), Path("late.pem"));
  EXPECT_TRUE(prune.WaitForText("msg=\"pruning works\"", seconds(30))) << prune.Errors();
}

TEST_F(LateFile, OfTheSourcesKeyIsWaitedFor) {
  const SampleFarm farm;
  const ScriptedServer odin(AnswerAsOdin([&] { return OdinExposition(farm.path()); }));
  const Daemon daemon(RunWith(WriteConfig(
      dir_, {.source = "{endpoint: {url: '" + odin.url() + "/api/metrics', api_key_file: key}}",
             .pushgateways = {healthy_.url()}})));
  EXPECT_TRUE(daemon.process().WaitForText(
      "reason=unauthorized error=\"" + Path("key") + ": No such file", seconds(30)))
      << daemon.process().Errors();
  (void)dir_.Write("key", "odin_t0ken\n");
  EXPECT_TRUE(Eventually([&] { return Value(daemon.Served(), "odin_printers_total") == 20; }));
}

TEST_F(LateFile, OfTheLocalTokenLetsNobodyInUntilItIsThere) {
  const Daemon daemon(RunWith(WriteConfig(
      dir_, {.local = "{listen: '127.0.0.1:0', authorization: {credentials_file: local.token}}"})));
  const auto status = [&](const std::string& token) {
    std::map<std::string, std::string> headers;
    if (!token.empty()) headers["Authorization"] = "Bearer " + token;
    return Send(daemon.port(), {.path = "/api/metrics", .headers = headers, .body = ""}).status;
  };
  for (const std::string token : {"", " ", "hunter2hunter2hunter2"}) {
    EXPECT_EQ(status(token), 401) << token;
  }
  (void)dir_.Write("local.token", "\n");
  EXPECT_EQ(status(""), 401);
  (void)dir_.Write("local.token", "hunter2hunter2hunter2\n");
  EXPECT_TRUE(Eventually([&] { return status("hunter2hunter2hunter2") == 200; }));
  EXPECT_EQ(status(""), 401);
}

TEST_F(LateFile, OfTheLocalCertificateLetsNobodyInUntilItIsThere) {
  const CertificateAuthority ca(dir_.path(), "ca");
  const CertificateFiles files = ca.Issue("local");
  fs::rename(files.key_file, Path("away"));
  Daemon daemon(RunWith(
      WriteConfig(dir_, {.local = "{listen: '127.0.0.1:0', tls_server_config: {cert_file: '" +
                                  files.cert_file + "', key_file: '" + files.key_file + "'}}"})));
  EXPECT_TRUE(daemon.process().WaitForText(
      "msg=\"the local endpoint has no certificate yet: nobody can connect until it is there\" "
      "error=\"" +
          files.key_file + ": No such file or directory\"",
      seconds(30)))
      << daemon.process().Errors();
  const auto is_let_in = [&] {
    config::HttpClientConfig client;
    client.tls_config.ca_file = ca.ca_file();
    net::HttpRequest request;
    request.url = "https://127.0.0.1:" + std::to_string(daemon.port()) + "/-/healthy";
    return net::MakeHttpClient(client)->Send(request, {}).status == 200;
  };
  EXPECT_FALSE(is_let_in());
  EXPECT_THROW(static_cast<void>(Get(daemon.port(), "/-/healthy")), std::runtime_error)
      << "answered in the clear";
  fs::rename(Path("away"), files.key_file);
  EXPECT_TRUE(Eventually(is_let_in)) << daemon.process().Errors();
}

TEST_F(LateFile, NamedByAReloadIsWaitedForToo) {
  Start(strict_.url(), "basic_auth: {username: nobody, password: nothing}");
  ExpectFault("unauthorized", "check basic_auth");
  const std::size_t said = process().Errors().size();
  const std::string yaml = base::ReadSmallFile(Path("config.yaml"));
  const std::string inline_password = "username: nobody, password: nothing";
  std::string changed = yaml;
  changed.replace(changed.find(inline_password), inline_password.size(),
                  "username: berlin, password_file: push.password");
  (void)dir_.Write("config.yaml", changed);
  process().Signal(SIGHUP);
  EXPECT_TRUE(process().WaitForError("configuration reloaded", said, seconds(30)))
      << process().Errors();
  EXPECT_THAT(process().Errors(), HasSubstr(": No such file or directory" + std::string(kWaits)));
  (void)dir_.Write("push.password", "hunter2\n");
  EXPECT_TRUE(Eventually([&] { return !LogLines("push works", url_).empty(); }))
      << process().Errors();
}

}  // namespace
}  // namespace agent::test
