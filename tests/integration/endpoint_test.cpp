// O.D.I.N.'s own endpoint as the source, through the program as users run it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <cmath>
#include <set>
#include <string>

#include "integration/agent.hpp"
#include "support/certificates.hpp"
#include "support/eventually.hpp"
#include "support/http.hpp"
#include "support/loopback.hpp"
#include "support/odin_endpoint.hpp"
#include "support/odin_exposition.hpp"
#include "support/sample_farm.hpp"
#include "support/servers.hpp"

namespace agent::test {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kToken = "odin_t0ken";

std::string SourceYaml(const std::string& url, const std::string& keys = "") {
  return "{endpoint: {url: '" + url + "'" + (keys.empty() ? "" : ", " + keys) + "}}";
}

class EndpointSource : public testing::Test {
 protected:
  // Without the series of these names.
  static Samples Without(Samples samples, const std::set<std::string>& names) {
    std::erase_if(samples, [&](const auto& sample) { return names.contains(sample.first.name); });
    return samples;
  }

  Finished RunCommand(const std::vector<std::string>& command, const std::string& source) {
    std::vector<std::string> arguments = command;
    arguments.insert(
        arguments.end(),
        {"--config",
         WriteConfig(dir_, {.source = source,
                            .collect = "{interval: 30s, timeout: 20s, keep_last_for: 30s}"})});
    return RunAgent(arguments);
  }
  Samples Once(const std::string& source) {
    const Finished once = RunCommand({"once"}, source);
    EXPECT_EQ(once.status, 0) << once.errors;
    return ParseSamples(once.output);
  }
  // Of the families that O.D.I.N.'s endpoint has as well; the agent may read more of them.
  Samples OnceFromDatabase() {
    Samples samples = FarmSamples(Once("{database: {path: '" + farm_.path() + "'}}"));
    const std::string odins = OdinExposition(farm_.path());
    std::erase_if(samples, [&odins](const auto& sample) {
      return odins.find("# TYPE " + sample.first.name + ' ') == std::string::npos;
    });
    return samples;
  }
  Samples OnceFromEndpoint() {
    return FarmSamples(Once(SourceYaml(OdinEndpoint(farm_.path()).url())));
  }

  TempDir dir_;
  SampleFarm farm_;
};

TEST_F(EndpointSource, GivesTheSeriesOfTheDatabaseButProgress) {
  // As current versions of O.D.I.N. write them.
  farm_.Execute("UPDATE jobs SET status = lower(status); UPDATE orders SET status = lower(status)");
  const Samples from_database = OnceFromDatabase();
  const Samples from_endpoint = OnceFromEndpoint();
  ASSERT_EQ(Value(from_endpoint, "odin_printers_total"), 20);
  ASSERT_EQ(Value(from_endpoint, "odin_queue_depth"), 52);
  ASSERT_GT(from_endpoint.size(), 90U);
  EXPECT_EQ(Difference(Without(from_database, {"odin_printer_progress"}), from_endpoint), "");
}

// What O.D.I.N. itself gets wrong is passed on as it says it.
TEST_F(EndpointSource, DiffersFromTheDatabaseInOdinsKnownFaultsAlone) {
  farm_.Execute("UPDATE printers SET gcode_state = 'PRINTING' WHERE id = 1");
  farm_.Execute(
      "UPDATE printers SET last_seen = strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now', '+1 day')"
      " WHERE id = 2");
  const Samples from_database = OnceFromDatabase();
  const Samples from_endpoint = OnceFromEndpoint();
  const std::set<std::string> differ{
      "odin_printer_progress",                            // O.D.I.N. has no such column
      "odin_jobs_by_status",    "odin_orders_by_status",  // statuses in upper case
      "odin_queue_depth",                                 // counts lower case alone
      "odin_printers_online",                             // knows no last_seen with an offset
      "odin_printers_printing", "odin_printers_idle"};    // knows Bambu's states alone
  EXPECT_EQ(Difference(Without(from_database, differ), Without(from_endpoint, differ)), "");
  EXPECT_EQ(from_endpoint.at({"odin_jobs_by_status", {{"status", "PENDING"}}}), 40);
  EXPECT_EQ(Value(from_endpoint, "odin_queue_depth"), 0);
  EXPECT_EQ(Value(from_endpoint, "odin_printers_online"),
            Value(from_database, "odin_printers_online") - 1);
  EXPECT_LT(Value(from_endpoint, "odin_printers_printing"),
            Value(from_database, "odin_printers_printing"));
}

TEST_F(EndpointSource, BringsPrintersHomeWhoseNamesBreakOdinsLines) {
  farm_.Execute("UPDATE jobs SET status = lower(status); UPDATE orders SET status = lower(status)");
  farm_.Rename(1, "6\" bed");
  farm_.Rename(2, "back\\slash");
  farm_.Rename(3, "{braces},");
  farm_.Rename(5, "🖨️ fünf");
  const Samples from_database = OnceFromDatabase();
  const OdinEndpoint odin(farm_.path());
  const Samples all = Once(SourceYaml(odin.url()));
  EXPECT_EQ(Difference(Without(from_database, {"odin_printer_progress"}), FarmSamples(all)), "");
  EXPECT_EQ(Value(all, "odin_agent_source_bad_lines"), 0);
  EXPECT_EQ(Value(all, "odin_agent_source_repaired_lines"), 8) << "four of each of two printers";
  EXPECT_EQ(Value(all, "odin_agent_source_dropped_series"), 0);
}

TEST_F(EndpointSource, ADatabaseHasNoCountOfBadLines) {
  const Samples all = Once("{database: {path: '" + farm_.path() + "'}}");
  EXPECT_TRUE(std::isnan(Value(all, "odin_agent_source_bad_lines")));
}

TEST_F(EndpointSource, ArrivesAtARealPushgatewayWithItsLabelsOnce) {
  const PushgatewayServer gateway;
  const ScriptedServer odin(AnswerAsOdin([&] {
    return OdinExposition(farm_.path()) +
           "# TYPE extra gauge\nextra{job=\"theirs\",site=\"theirs\",region=\"theirs\",a=\"b\"} "
           "1\n";
  }));
  const Finished push = RunAgent(
      {"once", "--push", "--config",
       WriteConfig(dir_, {.source = SourceYaml(odin.url() + "/api/metrics", "families: [extra]"),
                          .pushgateways = {gateway.url()},
                          .collect = "{interval: 30s, timeout: 20s}",
                          .more = "external_labels: {region: eu}\n"})});
  EXPECT_EQ(push.status, 0) << push.errors;
  const Samples pushed = gateway.Pushed();
  EXPECT_EQ(Value(pushed, "odin_printers_total"), 20);
  EXPECT_EQ(pushed.at({"extra",
                       {{"a", "b"},
                        {"instance", ""},
                        {"job", "odin"},
                        {"region", "eu"},
                        {"site", "berlin-1"}}}),
            1);
}

TEST_F(EndpointSource, LetsItselfInInEveryWayThatOdinKnows) {
  OdinAccess access;
  access.global_key = "gl0bal";
  access.tokens[kToken] = {.role = "viewer", .scopes = {"read"}};
  access.logins["jwt.jwt.jwt"] = {};
  access.passwords["viewer:pa55word"] = {};
  const OdinEndpoint odin(farm_.path(), access);
  const std::string key_file = dir_.Write("odin.key", std::string(kToken) + "\n");
  for (const std::string& keys :
       {std::string("api_key: gl0bal"), "api_key_file: '" + key_file + "'",
        std::string("authorization: {credentials: jwt.jwt.jwt}"),
        "authorization: {credentials: " + std::string(kToken) + "}",
        std::string("basic_auth: {username: viewer, password: pa55word}")}) {
    const Finished check = RunCommand({"check"}, SourceYaml(odin.url(), keys));
    EXPECT_EQ(check.status, 0) << check.output;
    EXPECT_THAT(check.output,
                HasSubstr("✓ source: " + odin.url() + ": 15 families, 20 printers, 15 online\n"))
        << keys;
  }
}

TEST_F(EndpointSource, CheckTellsApartWhatIsWrong) {
  OdinAccess access;
  access.tokens[kToken] = {.role = "viewer", .scopes = {"read"}};
  access.tokens["odin_wr1te"] = {.role = "operator", .scopes = {"write"}};
  access.tokens["odin_gu3st"] = {.role = "guest", .scopes = {"read"}};
  const OdinEndpoint odin(farm_.path(), access);
  const auto says = [this](const std::string& url, const std::string& keys,
                           const std::string& words) {
    const Finished check = RunCommand({"check"}, SourceYaml(url, keys));
    EXPECT_EQ(check.status, 1) << check.output;
    EXPECT_THAT(check.output, HasSubstr("✗ source: "));
    EXPECT_THAT(check.output, HasSubstr(words));
    EXPECT_THAT(check.output + check.errors, Not(HasSubstr("odin_wr")));
  };
  const std::string root = odin.server().url();
  const RefusingPort down;
  says("http://127.0.0.1:" + std::to_string(down.port()) + "/api/metrics", "",
       "Connection refused: is it running, and are host and port right?");
  says(odin.url(), "", "HTTP 401: wants to know who asks: make an API token of the scope read");
  says(odin.url(), "api_key: odin_wr0ng", "HTTP 401: does not accept what we show: check api_key");
  says(odin.url(), "api_key: odin_wr1te", "HTTP 403: knows us but does not let us read");
  says(odin.url(), "api_key: odin_gu3st", "HTTP 403: knows us but does not let us read");
  says(root, "api_key: odin_t0ken", "answers with text/html, an HTML page, not metrics");
  says(root + "/metrics", "api_key: odin_t0ken",
       "metrics are at /api/metrics: set url to " + root + "/api/metrics");
  says(root + "/api/health", "api_key: odin_t0ken", "answers with application/json, JSON");
  says(root + "/api/metricks", "api_key: odin_t0ken", "HTTP 404: nothing there");
  const PushgatewayServer other;
  says(other.url() + "/metrics", "", "without any metric of O.D.I.N.");

  const CertificateAuthority ca(dir_.path(), "ca");
  const CertificateFiles files = ca.Issue("odin");
  const ScriptedServer tls(AnswerAsOdin([this] { return OdinExposition(farm_.path()); }),
                           {files.cert_file, files.key_file, ""});
  says(tls.url() + "/api/metrics", "", "set tls_config.ca_file to the CA that signed it");
  const Finished good = RunCommand(
      {"check"},
      SourceYaml(tls.url() + "/api/metrics", "tls_config: {ca_file: '" + ca.ca_file() + "'}"));
  EXPECT_EQ(good.status, 0) << good.output;
}

TEST_F(EndpointSource, OfflineCheckDoesNotAskIt) {
  const OdinEndpoint odin(farm_.path());
  const Finished check = RunCommand({"check", "--offline"}, SourceYaml(odin.url()));
  EXPECT_EQ(check.status, 0) << check.output;
  EXPECT_THAT(check.output, HasSubstr("✓ source: " + odin.url() + ": not asked (--offline)"));
  EXPECT_TRUE(odin.server().requests().empty());
}

TEST_F(EndpointSource, FollowsARedirectWithinItsOriginAndKeepsItsConnection) {
  const ScriptedServer odin([this](const ReceivedRequest& request) {
    if (request.target == "/old") return Reply(308, "", "Location: /api/metrics\r\n");
    return Reply(200, OdinExposition(farm_.path()), "Content-Type: text/plain\r\n");
  });
  const Daemon daemon(RunWith(
      WriteConfig(dir_, {.source = SourceYaml(odin.url() + "/old", "api_key: odin_t0ken")})));
  ASSERT_TRUE(odin.AwaitRequests(6));
  for (const ReceivedRequest& request : odin.requests()) {
    EXPECT_EQ(request.headers.at("x-api-key"), kToken);
    EXPECT_EQ(request.connection, 0U);
  }
}

TEST_F(EndpointSource, SaysABadLineOnceForAsLongAsItLasts) {
  std::atomic<bool> is_broken{true};
  std::atomic<int> temperature{100};
  const ScriptedServer odin(AnswerAsOdin([&] {
    std::string text = OdinExposition(farm_.path());
    if (!is_broken) return text;
    return "# the line moves\n" + std::string(++temperature % 5, '\n') + text +
           "odin_printer_bed_temp_celsius{printer=x,printer_id=\"99\"} " +
           std::to_string(temperature) + "\n";
  }));
  Daemon daemon(RunWith(
      WriteConfig(dir_, {.source = SourceYaml(odin.url() + "/api/metrics"),
                         .collect = "{interval: 200ms, timeout: 200ms, keep_last_for: 30s}"})));
  const auto bad_lines = [&] { return Value(daemon.Served(), "odin_agent_source_bad_lines"); };
  const auto times_said = [&] {
    const std::string log = daemon.process().Errors();
    int times = 0;
    for (std::size_t at = 0; (at = log.find("source is incomplete", at)) != std::string::npos;
         ++at) {
      ++times;
    }
    return times;
  };
  ASSERT_TRUE(Eventually([&] { return bad_lines() == 1; })) << daemon.process().Errors();
  ASSERT_TRUE(odin.AwaitRequests(5));
  EXPECT_EQ(times_said(), 1) << daemon.process().Errors();
  EXPECT_THAT(daemon.process().Errors(), HasSubstr("odin_printer_bed_temp_celsius{printer=x,"));
  EXPECT_EQ(Value(daemon.Served(), "odin_printers_total"), 20);
  is_broken = false;
  ASSERT_TRUE(Eventually([&] { return bad_lines() == 0; }));
  is_broken = true;
  ASSERT_TRUE(Eventually([&] { return times_said() == 2; }));
}

TEST_F(EndpointSource, ThatIsDownTooLongTakesTheFarmWithIt) {
  std::atomic<bool> is_down{false};
  const Script odin = AnswerAsOdin([this] { return OdinExposition(farm_.path()); });
  const ScriptedServer server([&](const ReceivedRequest& request) {
    return is_down ? Reply(500, "database is locked") : odin(request);
  });
  const Daemon daemon(RunWith(
      WriteConfig(dir_, {.source = SourceYaml(server.url() + "/api/metrics"),
                         .collect = "{interval: 500ms, timeout: 500ms, keep_last_for: 2s}"})));
  ASSERT_TRUE(Eventually([&] { return Value(daemon.Served(), "odin_printers_total") == 20; }));
  EXPECT_EQ(Value(daemon.Served(), "odin_agent_source_up"), 1);
  is_down = true;
  ASSERT_TRUE(Eventually([&] { return Value(daemon.Served(), "odin_agent_source_up") == 0; }));
  EXPECT_TRUE(std::isnan(Value(daemon.Served(), "odin_agent_source_bad_lines")))
      << "no text was read";
  ASSERT_TRUE(Eventually([&] { return FarmSamples(daemon.Served()).empty(); }));
  is_down = false;
  EXPECT_TRUE(Eventually([&] { return Value(daemon.Served(), "odin_printers_total") == 20; }));
  EXPECT_EQ(Value(daemon.Served(), "odin_agent_source_up"), 1);
}

// A rotated key is read for the next request.
TEST_F(EndpointSource, TakesANewKeyWithoutARestart) {
  OdinAccess access;
  access.tokens[kToken] = {};
  const OdinEndpoint odin(farm_.path(), access);
  const std::string key_file = dir_.Write("odin.key", "odin_0ld\n");
  const Daemon daemon(RunWith(
      WriteConfig(dir_, {.source = SourceYaml(odin.url(), "api_key_file: '" + key_file + "'")})));
  ASSERT_TRUE(Eventually([&] { return Value(daemon.Served(), "odin_agent_source_up") == 0; }));
  (void)dir_.Write("odin.key", std::string(kToken) + "\n");
  EXPECT_TRUE(Eventually([&] { return Value(daemon.Served(), "odin_agent_source_up") == 1; }));
}

TEST_F(EndpointSource, ThatIsAnAgentIsNotTakenForODIN) {
  const Daemon other(RunWith(WriteConfig(dir_, {})));
  ASSERT_TRUE(Eventually([&] { return Get(other.port(), "/api/metrics").status == 200; }));
  const Finished once = RunCommand(
      {"once"}, SourceYaml("http://127.0.0.1:" + std::to_string(other.port()) + "/api/metrics"));
  EXPECT_EQ(once.status, 1);
  EXPECT_THAT(once.errors, HasSubstr("is an odin-agent, not O.D.I.N."));
}

}  // namespace
}  // namespace agent::test
