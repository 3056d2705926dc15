// SIGHUP with another source, site or set of labels: nothing of the former farm is left. With the
// same ones: nothing of it is missing, at no moment.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "integration/reload_fixture.hpp"
#include "support/eventually.hpp"
#include "support/notify_receiver.hpp"
#include "support/scripted_server.hpp"

namespace agent::test {
namespace {

using testing::HasSubstr;
using testing::Not;

// A collection may take so long, with a source that never answers.
constexpr const char* kPatient = "{interval: 20s, timeout: 20s, keep_last_for: 5m}";

std::string Endpoint(const ScriptedServer& server) {
  return "{endpoint: {url: '" + server.url() + "/api/metrics'}}";
}

// What was pushed to one site's group, each push as text.
std::vector<std::string> PushedTo(const ScriptedServer& gateway, const std::string& site) {
  std::vector<std::string> texts;
  for (const ReceivedRequest& request : gateway.requests()) {
    const bool is_to_site = request.target == "/metrics/job/odin/site/" + site;
    const bool is_probe = request.body.starts_with("odin_agent_probe ");
    if (request.method == "PUT" && is_to_site && !is_probe) texts.push_back(request.body);
  }
  return texts;
}

TEST_F(Reload, KeepsTheFormerFarmOutOfTheNewGroup) {
  const PushgatewayServer gateway;
  const ScriptedServer silent(InTurn({Silence()}));
  Start({.site = "old",
         .pushgateways = {gateway.url()},
         .more = "external_labels: {region: former}\n"});
  ASSERT_TRUE(Eventually([&] { return PrintersOf(gateway, "old") == 20; }));
  ReloadWith({.site = "new",
              .source = Endpoint(silent),
              .pushgateways = {gateway.url()},
              .collect = kPatient});
  EXPECT_TRUE(Eventually([&] { return PushedValue(gateway, "new", "odin_agent_source_up") == 0; },
                         std::chrono::seconds(5)))
      << "the agent itself is there at once, and says that it knows nothing of the source";
  EXPECT_TRUE(Eventually([&] { return !HasGroup(gateway, "old"); }));
  for (const auto& [series, value] : gateway.Pushed()) {
    EXPECT_FALSE(series.labels.contains("region")) << series.name;
    EXPECT_TRUE(series.name.starts_with("odin_agent_")) << series.name;
  }
}

TEST_F(Reload, ServesNothingOfTheFormerFarmAndIsNotReady) {
  const ScriptedServer silent(InTurn({Silence()}));
  Start({.more = "external_labels: {region: former}\n"});
  ASSERT_TRUE(Eventually([&] { return Value(daemon_->Served(), "odin_printers_total") == 20; }));
  ASSERT_EQ(StatusOf("/-/ready"), 200);
  ReloadWith({.source = Endpoint(silent), .collect = kPatient});
  ASSERT_TRUE(Eventually([&] { return StatusOf("/api/metrics") == 200; }));
  EXPECT_EQ(StatusOf("/-/ready"), 503);
  const std::string served = Get(daemon_->port(), "/api/metrics").body;
  EXPECT_THAT(served, HasSubstr("odin_agent_source_up 0\n"));
  EXPECT_THAT(served, HasSubstr("odin_agent_last_collect_timestamp_seconds 0\n"));
  EXPECT_THAT(served, Not(HasSubstr("odin_printers")));
  EXPECT_THAT(served, Not(HasSubstr("former")));
}

// Every single push, also the first one, which a look at the gateway would miss.
TEST_F(Reload, NoPushMixesTwoFarms) {
  const ScriptedServer gateway(
      [](const ReceivedRequest& request) { return Reply(request.method == "PUT" ? 200 : 202); });
  const std::string pushed_plainly = "{url: '" + gateway.url() + "', compression: none}";
  const ConfigText seven{.site = "old",
                         .source = "{demo: {printers: 7}}",
                         .pushgateways = {pushed_plainly},
                         .more = "external_labels: {region: former}\n"};
  const ConfigText three{.site = "new",
                         .source = "{demo: {printers: 3}}",
                         .pushgateways = {pushed_plainly},
                         .more = "external_labels: {region: next}\n"};
  Start(seven);
  ASSERT_TRUE(Eventually([&] { return !PushedTo(gateway, "old").empty(); }));
  for (int i = 0; i < 5; ++i) {
    ReloadWith(three);
    ReloadWith(seven);
  }
  ReloadWith(three);
  ASSERT_TRUE(Eventually([&] {
    const std::vector<std::string> texts = PushedTo(gateway, "new");
    return texts.back().find("odin_printers_total{region=\"next\"} 3\n") != std::string::npos;
  }));
  for (const std::string& text : PushedTo(gateway, "new")) {
    EXPECT_THAT(text, Not(HasSubstr("region=\"former\"")));
    EXPECT_THAT(text, Not(HasSubstr("odin_printers_total{region=\"next\"} 7")));
  }
  for (const std::string& text : PushedTo(gateway, "old")) {
    EXPECT_THAT(text, Not(HasSubstr("region=\"next\"")));
    EXPECT_THAT(text, Not(HasSubstr("odin_printers_total{region=\"former\"} 3")));
  }
}

TEST_F(Reload, TheStatusLineSaysNothingOfTheFormerFarm) {
  NotifyReceiver manager(NotifyReceiver::Kind::kPath);
  const ScriptedServer silent(InTurn({Silence()}));
  Start({}, {.environment = {{"NOTIFY_SOCKET", manager.address()}}});
  EXPECT_THAT(manager.Await("20 printers"), HasSubstr("STATUS="));
  ReloadWith({.source = Endpoint(silent), .collect = kPatient});
  EXPECT_NE(manager.Await("RELOADING=1\n"), "");
  EXPECT_THAT(manager.Await("READY=1\n"), Not(HasSubstr("printers")));
}

// The source answers no more, so that all there is are the values from before the reload.
TEST_F(Reload, WithOneMoreGatewayNothingFlickers) {
  const PushgatewayServer one;
  const PushgatewayServer two;
  NotifyReceiver manager(NotifyReceiver::Kind::kPath);
  Start({.pushgateways = {one.url()}}, {.environment = {{"NOTIFY_SOCKET", manager.address()}}});
  ASSERT_TRUE(Eventually([&] { return PrintersOf(one, "berlin-1") == 20; }));
  ASSERT_TRUE(Eventually([&] { return Value(daemon_->Served(), "odin_agent_pushes_total") > 1; }));
  farm_.StopWriter();
  std::filesystem::rename(farm_.path(), farm_.path() + ".away");
  std::atomic<int> asked = 0;
  std::atomic<int> missing = 0;
  std::atomic<int> restarted = 0;
  {
    const std::jthread reader([&](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        const Samples samples = daemon_->Served();
        double pushes = 0;
        for (const auto& [series, value] : samples) {
          const auto gateway = series.labels.find("gateway");
          if (series.name == "odin_agent_pushes_total" && gateway->second == one.url()) {
            pushes = value;
          }
        }
        if (StatusOf("/-/ready") != 200 || Value(samples, "odin_printers_total") != 20) ++missing;
        if (pushes < 2) ++restarted;
        if (PrintersOf(one, "berlin-1") != 20) ++missing;
        ++asked;
      }
    });
    for (int i = 0; i < 10 || asked <= 10; ++i) {
      ReloadWith({.pushgateways = {one.url(), two.url()}});
      ReloadWith({.pushgateways = {one.url()}});
    }
    ReloadWith({.pushgateways = {one.url(), two.url()}});
    EXPECT_TRUE(Eventually([&] { return PrintersOf(two, "berlin-1") == 20; }));
  }
  EXPECT_EQ(missing, 0);
  EXPECT_EQ(restarted, 0) << "a counter of a gateway that stays goes on";
}

}  // namespace
}  // namespace agent::test
