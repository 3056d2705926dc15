// Whatever is configured as a secret, and whatever fails: nothing that leaves the agent shows it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "agent/base/base64.hpp"
#include "integration/agent.hpp"
#include "integration/gateway_fixture.hpp"
#include "support/eventually.hpp"
#include "support/http.hpp"
#include "support/notify_receiver.hpp"
#include "support/scripted_server.hpp"

namespace agent::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kHash = "$2y$04$KKKKKKKKKKKKKKKKKKKKKO7Zr6kZ0CgtzZ9Vv0g0rDdIWVJ3m4bG2";

// Each as it is written, and as HTTP carries it.
const std::vector<std::string> kSecrets = {
    "basic-s3cret",
    base::Base64Encode("berlin:basic-s3cret"),
    "bearer-s3cret",
    "proxy-s3cret",
    base::Base64Encode("berlin:proxy-s3cret"),
    "header-s3cret",
    "file-s3cret",
    "local-s3cret",
    kHash,
};

void ExpectNoSecret(const std::string& text, const std::string& where) {
  for (const std::string& secret : kSecrets) EXPECT_THAT(text, Not(HasSubstr(secret))) << where;
}

// A server, or a proxy, that repeats all that it was told: in the body and where it redirects to.
Script Echo(int status) {
  return [status](const ReceivedRequest& request) {
    std::string heard;
    for (const auto& [name, value] : request.headers) {
      if (name.find("auth") != std::string::npos || name.starts_with("x-")) {
        heard += name + "=" + value + ";";
      }
    }
    std::string path;
    for (const char c : heard) path += c == ' ' ? '/' : c;
    return Reply(status, "you said " + heard, "Location: http://127.0.0.1/" + path + "\r\n");
  };
}

std::string ReadFile(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

class SecretsOfTheAgent : public testing::Test {
 protected:
  // Pushes in every way that carries a secret, to servers that repeat it.
  std::string WriteEverySecret() const {
    ConfigText config;
    config.pushgateways = {
        Gateway(refuses_.url(),
                "basic_auth: {username: berlin, password: basic-s3cret}, "
                "headers: {X-Scope-OrgID: header-s3cret}"),
        Gateway(unauthorized_.url(), "authorization: {credentials: bearer-s3cret}"),
        Gateway(moved_.url(), "authorization: {credentials: bearer-s3cret}"),
        Gateway(broken_.url(), "basic_auth: {username: berlin, password: basic-s3cret}"),
        Gateway("http://push.farm.test", ProxyUrl("http")),
        Gateway("https://push.farm.test", ProxyUrl("http")),
        Gateway(unread_.url(),
                "basic_auth: {username: berlin, password_file: " + Path("gone") + "}"),
    };
    config.local =
        "{listen: '127.0.0.1:0', authorization: {credentials: local-s3cret}, "
        "basic_auth_users: {admin: " +
        std::string(kHash) + "}}";
    (void)dir_.Write("gone", "file-s3cret\n");
    return WriteConfig(dir_, config);
  }

  std::string Path(const std::string& name) const { return dir_.path() / name; }

  TempDir dir_;
  ScriptedServer refuses_{Echo(400)};
  ScriptedServer unauthorized_{Echo(401)};
  ScriptedServer moved_{Echo(307)};
  ScriptedServer broken_{Echo(500)};
  ScriptedServer proxy_{Echo(407)};
  ScriptedServer unread_{Echo(403)};

 private:
  static std::string Gateway(const std::string& url, const std::string& keys) {
    return "{url: '" + url + "', compression: none, timeout: 20s, " + keys + "}";
  }
  std::string ProxyUrl(const std::string& scheme) const {
    return "proxy_url: '" + scheme +
           "://berlin:proxy-s3cret@127.0.0.1:" + std::to_string(proxy_.port()) + "'";
  }
};

TEST_F(SecretsOfTheAgent, AreInNothingThatTheDaemonShows) {
  const NotifyReceiver manager;
  const ProcessOptions managed{.environment = {{"NOTIFY_SOCKET", manager.address()}}, .input = ""};
  Daemon daemon(RunWith(WriteEverySecret()), managed);
  fs::remove(Path("gone"));
  const auto scrape = [&](const std::string& token) {
    return Send(
        daemon.port(),
        {.path = "/api/metrics", .headers = {{"Authorization", "Bearer " + token}}, .body = ""});
  };
  ASSERT_TRUE(Eventually([&] { return scrape("local-s3cret").status == 200; }));
  EXPECT_EQ(scrape("another").status, 401);
  for (const ScriptedServer* server : {&refuses_, &unauthorized_, &moved_, &broken_, &proxy_}) {
    ASSERT_TRUE(server->AwaitRequests(2));
  }
  const std::string gone = "error=\"" + Path("gone");
  for (const std::string& said : {std::string("HTTP 400"), std::string("HTTP 401"),
                                  std::string("HTTP 307"), std::string("HTTP 500"), gone}) {
    EXPECT_TRUE(daemon.process().WaitForText(said, std::chrono::seconds(30))) << said;
  }
  EXPECT_THAT(daemon.process().Errors(), HasSubstr("you said authorization=Basic ***"));
  const std::string status = manager.Await("you said");
  EXPECT_THAT(status, HasSubstr("***"));
  ExpectNoSecret(status, "the service's status");

  const fs::path proc = "/proc/" + std::to_string(daemon.process().pid());
  ExpectNoSecret(scrape("local-s3cret").body, "the local exposition");
  ExpectNoSecret(scrape("another").body, "a refusal");
  ExpectNoSecret(refuses_.requests().back().body, "the pushed exposition");
  ExpectNoSecret(ReadFile(proc / "cmdline"), "the command line");
  daemon.process().Signal(SIGHUP);
  ASSERT_TRUE(daemon.process().WaitForText("reload", std::chrono::seconds(30)));
  daemon.process().Signal(SIGTERM);
  ASSERT_EQ(daemon.process().Wait(std::chrono::seconds(30)), 0);
  ExpectNoSecret(daemon.process().Output(), "standard output");
  ExpectNoSecret(daemon.process().Errors(), "standard error");
}

TEST_F(SecretsOfTheAgent, AreInNothingThatCommandsSay) {
  const std::string config = WriteEverySecret();
  for (const std::vector<std::string>& command : {std::vector<std::string>{"check"},
                                                  {"check", "--offline"},
                                                  {"once", "--push"},
                                                  {"forget"}}) {
    std::vector<std::string> arguments = command;
    arguments.insert(arguments.end(), {"--config", config});
    const Finished finished = RunAgent(arguments);
    EXPECT_FALSE(finished.output.empty() && finished.errors.empty()) << command[0];
    ExpectNoSecret(finished.output + finished.errors, command[0]);
  }
}

TEST_F(SecretsOfTheAgent, AreInNoErrorAboutTheConfigurationThatHoldsThem) {
  const std::string hash = kHash;
  ConfigText config;
  config.pushgateways = {
      "{url: 'http://berlin:basic-s3cret@127.0.0.1', authorization: bearer-s3cret}",
      "{url: 'http://a', basic_auth: {username: a, password: [basic-s3cret], passwd: file-s3cret}}",
      "{url: 'http://b', authorization: {credentials: {bearer-s3cret: bearer-s3cret}}}",
      "{url: 'http://c', proxy_url: 'ftp://berlin:proxy-s3cret@127.0.0.1'}",
      "{url: 'http://d', proxy_url: 'http://berlin:proxy-s3cret@127.0.0.1:port'}",
      "{url: 'http://e', headers: {'X Y': header-s3cret, X-Z: [header-s3cret]}}",
      "{url: 'http://f:proxy-s3cret@', headers: header-s3cret}",
      "{url: 'http://g', authorization: {credentials: bearer-s3cret, credentials_file: /none}}",
  };
  config.local =
      "{authorization: {type: Basic, credentials: local-s3cret}, basic_auth_users: "
      "{admin: " +
      hash + "x, root: [" + hash + "]}}";
  const std::string path = WriteConfig(dir_, config);
  for (const std::string command : {"check", "run", "once"}) {
    const Finished finished = RunAgent({command, "--config", path});
    EXPECT_EQ(finished.status, 2);
    EXPECT_THAT(finished.errors + finished.output, HasSubstr("pushgateways[7].authorization"));
    ExpectNoSecret(finished.errors + finished.output, command);
  }
}

// A secret's file that is put in place while the agent runs means what it means at start.
class RotatedSecret : public GatewayFixture {
 protected:
  std::string Keys() const {
    return "basic_auth: {username: berlin, password_file: push.password}";
  }
  void Write(const std::string& content) const { (void)dir_.Write("push.password", content); }

  // What the last push showed.
  std::string Shown() const {
    const std::string shown = gateway_.requests().back().headers.at("authorization");
    return base::Base64Decode(shown.substr(std::string("Basic ").size())).value_or("");
  }

  ScriptedServer gateway_{Healthy()};
};

TEST_F(RotatedSecret, MeansItsLineWhateverTheEditorAdded) {
  Write(
      "\xEF\xBB\xBF"
      "first\r\n");
  Start(gateway_.url(), Keys());
  ASSERT_TRUE(gateway_.AwaitRequests(1));
  EXPECT_EQ(Shown(), "berlin:first");
  Write(
      "\xEF\xBB\xBF"
      "second\r\n");
  EXPECT_TRUE(Eventually([&] { return Shown() == "berlin:second"; }));
}

TEST_F(RotatedSecret, IsRefusedInTheSameWordsAndNeverSentInPart) {
  const std::pair<std::string, std::string> kRefused[] = {
      {"one\ntwo\n", "must hold the secret in one line and nothing else"},
      {std::string("one\0two", 7), "holds a control character (NUL, a tab …)"},
  };
  for (const auto& [content, words] : kRefused) {
    Write("right\n");
    Start(gateway_.url(), Keys());
    ASSERT_TRUE(Eventually([&] { return !LogLines("push works", url_).empty(); }));
    Write(content);
    ExpectFault("unauthorized", (dir_.path() / "push.password").string() + ": " + words);
    EXPECT_EQ(Shown(), "berlin:right");
    const Finished check =
        RunAgent({"check", "--offline", "--config", dir_.path() / "config.yaml"});
    EXPECT_EQ(check.status, 2);
    EXPECT_THAT(check.output, HasSubstr(words));
    daemon_.reset();
  }
}

}  // namespace
}  // namespace agent::test
