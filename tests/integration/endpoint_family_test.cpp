// Farms of several sources at one real Pushgateway: each family must have one type and one help
// text there, whatever O.D.I.N. says of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <regex>
#include <string>

#include "integration/agent.hpp"
#include "support/http.hpp"
#include "support/odin_endpoint.hpp"
#include "support/odin_exposition.hpp"
#include "support/sample_farm.hpp"
#include "support/servers.hpp"

namespace agent::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class EndpointFamilies : public testing::Test {
 protected:
  void Push(ConfigText config) {
    config.pushgateways = {gateway_.url()};
    config.collect = "{interval: 30s, timeout: 20s}";
    const Finished push = RunAgent({"once", "--push", "--config", WriteConfig(dir_, config)});
    EXPECT_EQ(push.status, 0) << config.site << ": " << push.errors;
  }
  void PushFromEndpoint(const std::string& site, const std::string& text) {
    const ScriptedServer odin(AnswerAsOdin([&text] { return text; }));
    Push({.site = site, .source = "{endpoint: {url: '" + odin.url() + "/api/metrics'}}"});
  }

  // One scrape gives all series, and the Pushgateway has nothing to say about them.
  void ExpectQuietScrape() const {
    const std::string before = gateway_.Log();
    const Response scrape = Get(gateway_.port(), "/metrics");
    EXPECT_EQ(scrape.status, 200);
    EXPECT_THAT(scrape.body, Not(HasSubstr("inconsistent")));
    std::this_thread::sleep_for(std::chrono::milliseconds(200));  // its log is written behind
    EXPECT_EQ(gateway_.Log(), before);
  }

  TempDir dir_;
  SampleFarm farm_;
  PushgatewayServer gateway_;
};

TEST_F(EndpointFamilies, AgreeWithThoseOfTenOtherFarmsWhateverOdinSaysOfThem) {
  const std::string odins = OdinExposition(farm_.path());  // with help texts of its own
  const std::string untyped = std::regex_replace(odins, std::regex("# (TYPE|HELP) [^\n]*\n"), "");
  std::string counters = std::regex_replace(odins, std::regex(" gauge\n"), " counter\n");
  ASSERT_NE(odins, untyped);
  PushFromEndpoint("untyped", untyped);
  for (int i = 0; i < 10; ++i) Push({.site = "demo-" + std::to_string(i)});
  PushFromEndpoint("odins", odins);
  PushFromEndpoint("counters", counters);
  Push({.site = "database", .database = farm_.path()});
  ExpectQuietScrape();
  double sites = 0;
  for (const auto& [series, value] : gateway_.Pushed()) {
    if (series.name == "odin_printers_total") ++sites;
  }
  EXPECT_EQ(sites, 14);
}

TEST_F(EndpointFamilies, ShowOldTimestampsNowhere) {
  const auto at = [](std::chrono::seconds ago) {
    const auto time = std::chrono::system_clock::now() - ago;
    return " " +
           std::to_string(
               std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count());
  };
  using std::chrono::seconds;
  PushFromEndpoint("stamped", "odin_printers_total 3" + at(seconds(5)) + "\nodin_queue_depth 4" +
                                  at(seconds(100)) + "\nodin_spools_total 5\n");
  const Samples pushed = gateway_.Pushed();
  const std::map<std::string, std::string> site{
      {"instance", ""}, {"job", "odin"}, {"site", "stamped"}};
  EXPECT_EQ(pushed.at({"odin_printers_total", site}), 3);
  EXPECT_EQ(pushed.at({"odin_spools_total", site}), 5);
  EXPECT_FALSE(pushed.contains({"odin_queue_depth", site})) << "it would look fresh";
  EXPECT_EQ(pushed.at({"odin_agent_source_dropped_series", site}), 1);
}

TEST_F(EndpointFamilies, DoNotTakeTheNamesOfThePushgatewayOrTheAgent) {
  const ScriptedServer odin(AnswerAsOdin([] {
    return std::string(
        "odin_printers_total 3\npush_time_seconds 1\npushgateway_build_info 1\n"
        "odin_agent_source_up 0\n# TYPE go_goroutines counter\ngo_goroutines 5\nup 7\n");
  }));
  Push({.site = "clashes",
        .source = "{endpoint: {url: '" + odin.url() + "/api/metrics', families: ['.*']}}"});
  ExpectQuietScrape();
  const Samples pushed = gateway_.Pushed();
  const std::map<std::string, std::string> site{
      {"instance", ""}, {"job", "odin"}, {"site", "clashes"}};
  EXPECT_EQ(pushed.at({"odin_printers_total", site}), 3);
  EXPECT_EQ(pushed.at({"odin_agent_source_up", site}), 1) << "ours";
  EXPECT_EQ(pushed.at({"up", site}), 7) << "asked for, and under the farm's own labels";
  EXPECT_FALSE(pushed.contains({"pushgateway_build_info", site}));
  EXPECT_FALSE(pushed.contains({"go_goroutines", site}));
}

}  // namespace
}  // namespace agent::test
