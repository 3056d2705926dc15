// What a push is, where another server stands before the Pushgateway or in its place: Debian's
// nginx and Pushgateway, and the commands as their users meet them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "integration/agent.hpp"
#include "support/eventually.hpp"
#include "support/http.hpp"
#include "support/like_pushgateway.hpp"
#include "support/nginx.hpp"
#include "support/servers.hpp"

namespace agent::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kGroup = "/metrics/job/odin/site/berlin-1";

// A path prefix for each way in which nginx may treat a push.
std::string Locations(const std::string& gateway) {
  const std::string pass = "proxy_pass " + gateway + "/;";
  return "location /page/ { default_type text/html; return 200 '<h1>Welcome</h1>'; }\n"
         "location /empty/ { return 200; }\n"
         "location /accepted/ { return 202; }\n"
         "location /nothing/ { return 204; }\n"
         "location /files/ { root /nowhere; }\n"
         "location /refusal/ { return 400; }\n"
         "location /pass/ { " +
         pass +
         " }\n"
         "location /writers/ { limit_except GET HEAD { auth_basic push; auth_basic_user_file "
         "users; "
         "} " +
         pass +
         " }\n"
         "location /readers/ { limit_except GET HEAD { deny all; } " +
         pass +
         " }\n"
         "location /small/ { client_max_body_size 1k; " +
         pass +
         " }\n"
         "location = /own" +
         kGroup + " { proxy_pass " + gateway + kGroup +
         "; }\n"
         "location /own/ { return 403; }\n"
         "location /mute/ { proxy_intercept_errors on; error_page 400 /sorry; " +
         pass +
         " }\n"
         "location = /sorry { default_type text/html; return 400 '<h1>Sorry</h1>'; }\n";
}

class GatewayBehindNginx : public testing::Test {
 protected:
  // Runs a command against the gateway below a path prefix of nginx.
  Finished Run(std::vector<std::string> command, const std::string& prefix,
               const std::string& keys = "") {
    const std::string url = nginx_.url() + "/" + prefix;
    const std::string config = WriteConfig(
        dir_, {.pushgateways = {"{url: '" + url + "'" + (keys.empty() ? "" : ", " + keys) + "}"}});
    command.insert(command.end(), {"--config", config});
    return RunAgent(command);
  }
  Finished Check(const std::string& prefix, const std::string& keys = "") {
    return Run({"check"}, prefix, keys);
  }

  // All lines of the Pushgateway about groups, with the times of their pushes.
  std::string Groups() const {
    std::istringstream text(Get(gateway_.port(), "/metrics").body);
    std::string groups;
    for (std::string line; std::getline(text, line);) {
      if (line.find("job=\"odin\"") != std::string::npos) groups += line + "\n";
    }
    return groups;
  }

  TempDir dir_;
  PushgatewayServer gateway_;
  NginxServer nginx_{Locations(gateway_.url())};
};

TEST_F(GatewayBehindNginx, TakesNoAnswerButAPushgatewaysForAPush) {
  for (const std::string prefix : {"page", "empty", "accepted", "nothing"}) {
    const Finished push = Run({"once", "--push"}, prefix);
    EXPECT_EQ(push.status, 1) << prefix;
    EXPECT_THAT(push.errors, AllOf(HasSubstr("reason=not_pushgateway"),
                                   HasSubstr("no Pushgateway is there: are host, port and path "
                                             "prefix right in url?"),
                                   Not(HasSubstr("msg=pushed"))))
        << prefix;
    const Finished forget = Run({"forget"}, prefix);
    EXPECT_EQ(forget.status, 1) << prefix;
    EXPECT_THAT(forget.output,
                AllOf(HasSubstr("✗"), HasSubstr("no Pushgateway is there"), Not(HasSubstr("✓"))))
        << prefix;
    const Finished check = Check(prefix);
    EXPECT_EQ(check.status, 1) << prefix;
    EXPECT_THAT(check.output,
                AllOf(HasSubstr("✗ pushgateway"), HasSubstr("no Pushgateway is there")));
  }
}

TEST_F(GatewayBehindNginx, TheDaemonCountsNoAnswerButAPushgatewaysAsAPush) {
  for (const std::string prefix : {"page", "empty", "accepted", "nothing"}) {
    const std::string url = nginx_.url() + "/" + prefix;
    const Daemon daemon(RunWith(WriteConfig(dir_, {.pushgateways = {url}})));
    const auto failures = [&] {
      const Samples served = daemon.Served();
      const auto found = served.find(
          {"odin_agent_push_failures_total", {{"gateway", url}, {"reason", "not_pushgateway"}}});
      return found == served.end() ? 0 : found->second;
    };
    EXPECT_TRUE(Eventually([&] { return failures() >= 2; })) << daemon.process().Errors();
    const Samples served = daemon.Served();
    EXPECT_FALSE(Value(served, "odin_agent_last_push_timestamp_seconds") > 0);
    EXPECT_THAT(daemon.process().Errors(),
                AllOf(HasSubstr("reason=not_pushgateway"), Not(HasSubstr("push works"))));
  }
}

TEST_F(GatewayBehindNginx, CheckFindsWhatWouldStopAPush) {
  const auto expect = [](const Finished& check, const std::string& words) {
    EXPECT_EQ(check.status, 1) << words;
    EXPECT_THAT(check.output, AllOf(HasSubstr("✗ pushgateway"), HasSubstr(words)));
  };
  expect(Check("writers"), "HTTP 401: wants credentials: set basic_auth or authorization");
  expect(Check("writers", "basic_auth: {username: berlin-1, password: wrong}"),
         "HTTP 401: does not accept our credentials: check basic_auth");
  expect(Check("readers"), "or does not allow PUT here");
  expect(Check("files"), "HTTP 405: does not allow PUT here");
  expect(Check("small"), "HTTP 413: refuses the push as too large");
  expect(Check("refusal"),
         "HTTP 400: refuses what is pushed, but not in the words of a Pushgateway");
  expect(Check("pass/mistyped"), "HTTP 404: no Pushgateway at this URL");
  const Finished right = Check("writers", "basic_auth: {username: berlin-1, password: secret}");
  EXPECT_EQ(right.status, 0) << right.output;
  EXPECT_EQ(Groups(), "");
}

TEST_F(GatewayBehindNginx, TheSitesOwnPathIsAllThatIsNeeded) {
  const Finished check = Check("own");
  EXPECT_EQ(check.status, 0) << check.output;
  EXPECT_THAT(check.output, HasSubstr("✓ pushgateway: " + nginx_.url() + "/own: takes pushes\n"));
  const Finished push = Run({"once", "--push"}, "own");
  EXPECT_EQ(push.status, 0) << push.errors;
  EXPECT_EQ(Value(gateway_.Pushed(), "odin_printers_total"), 4);
  const Finished forget = Run({"forget"}, "own");
  EXPECT_EQ(forget.status, 0) << forget.output;
  EXPECT_EQ(Groups(), "");
}

TEST_F(GatewayBehindNginx, CheckLeavesTheGatewayAsItWas) {
  ASSERT_EQ(Check("pass").status, 0);
  EXPECT_EQ(Groups(), "") << "no group was there";
  ASSERT_EQ(Run({"once", "--push"}, "pass").status, 0);
  const std::string before = Groups();
  EXPECT_THAT(before, AllOf(HasSubstr("odin_printers_total"), HasSubstr("push_time_seconds"),
                            HasSubstr("push_failure_time_seconds")));
  ASSERT_EQ(Check("pass").status, 0);
  EXPECT_EQ(Groups(), before);
}

// The centre's alerts watch the pushes that its Pushgateway has refused.
TEST_F(GatewayBehindNginx, PushingAndForgettingCountAsNoRefusedPush) {
  for (const std::string prefix : {"pass", "own"}) {
    ASSERT_EQ(Run({"once", "--push"}, prefix).status, 0);
    ASSERT_EQ(Run({"forget"}, prefix).status, 0);
  }
  EXPECT_THAT(Get(gateway_.port(), "/metrics").body,
              AllOf(HasSubstr("code=\"200\",handler=\"push\""), Not(HasSubstr("code=\"400\""))));
}

TEST_F(GatewayBehindNginx, WorksWhereTheProxyHidesTheGatewaysWords) {
  const Finished check = Check("mute");
  EXPECT_EQ(check.status, 0);
  EXPECT_THAT(check.output, HasSubstr("takes pushes; but a proxy before it hides its words"));
  EXPECT_EQ(Run({"once", "--push"}, "mute").status, 0);
  EXPECT_EQ(Run({"forget"}, "mute").status, 0);
}

// The body that counts where a proxy limits bodies is the compressed one.
TEST(GatewayCheck, SendsALittleMoreThanAPushOfTheFarm) {
  const TempDir dir;
  for (const std::string compression : {"gzip", "none"}) {
    const ScriptedServer server(Healthy());
    const std::string config = WriteConfig(
        dir, {.source = "{demo: {printers: 40}}",
              .pushgateways = {"{url: '" + server.url() + "', compression: " + compression + "}"}});
    {
      const Daemon daemon(RunWith(config));
      ASSERT_TRUE(Eventually([&] { return PushesTo(server) >= 4; }));
    }
    ASSERT_EQ(RunAgent({"check", "--config", config}).status, 0);
    const std::vector<ReceivedRequest> requests = server.requests();
    const ReceivedRequest& check = requests.back();
    const ReceivedRequest& push = requests.at(requests.size() - 2);
    EXPECT_GT(check.body.size(), push.body.size());
    EXPECT_LT(check.body.size(), push.body.size() * 4 / 3);
    EXPECT_EQ(check.target, push.target);
    EXPECT_EQ(check.headers.at("content-type"), push.headers.at("content-type"));
    EXPECT_EQ(check.headers.contains("content-encoding"),
              push.headers.contains("content-encoding"));
  }
}

}  // namespace
}  // namespace agent::test
