#include "agent/app/service_status.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <chrono>
#include <ctime>
#include <string>

#include "agent/collect/collect_reason.hpp"
#include "support/manual_clock.hpp"

namespace agent::app {
namespace {

using namespace std::chrono_literals;

constexpr const char* kGateway = "https://push.example.com";

class ServiceStatusTest : public testing::Test {
 protected:
  ServiceStatusTest() {
    ::setenv("TZ", "CET-1", 1);
    ::tzset();
    clock_.SetWall(base::WallTime(std::chrono::sys_days(2026y / 11 / 25)) + 14h + 3min + 7s);
  }

  void CollectWell() { board_.Collected({.farm = "12 printers, 8 online"}); }
  void FailToCollect(collect::CollectReason reason) {
    board_.Collected(
        {.reason = std::string(collect::NameOf(reason)), .detail = "/srv/odin.db: gone"});
  }
  void Push(const std::string& failure = "") {
    board_.Published(kGateway,
                     {failure, "", failure.empty() ? "" : "https://push.example.com: no"});
  }
  std::string Text() { return ServiceStatus(board_.Read()); }

  test::ManualClock clock_;
  status::Board board_{clock_};
};

TEST_F(ServiceStatusTest, SaysThatNothingWasDoneYet) { EXPECT_EQ(Text(), "started"); }

TEST_F(ServiceStatusTest, SaysWhatWasCollectedAndPushed) {
  CollectWell();
  Push();
  EXPECT_EQ(Text(), "12 printers, 8 online; pushed to https://push.example.com at 14:03:07 UTC");
}

TEST_F(ServiceStatusTest, SaysSinceWhenThereIsNoData) {
  CollectWell();
  FailToCollect(collect::CollectReason::kNotFound);
  clock_.Advance(24h);
  FailToCollect(collect::CollectReason::kNotFound);
  EXPECT_EQ(Text(), "no data since 2026-11-25 14:03:07 UTC: /srv/odin.db: gone");
  FailToCollect(collect::CollectReason::kPermission);
  EXPECT_EQ(Text(), "no data since 2026-11-25 14:03:07 UTC: /srv/odin.db: gone");
  CollectWell();
  clock_.Advance(1s);
  FailToCollect(collect::CollectReason::kPermission);
  EXPECT_EQ(Text(), "no data since 2026-11-26 14:03:08 UTC: /srv/odin.db: gone");
}

TEST_F(ServiceStatusTest, PutsNoPeriodBeforeASemicolon) {
  board_.Collected({.reason = "not_found", .detail = "O.D.I.N. keeps it beside compose.yml."});
  EXPECT_EQ(Text(), "no data since 2026-11-25 14:03:07 UTC: O.D.I.N. keeps it beside compose.yml.");
  Push();
  EXPECT_EQ(
      Text(),
      "no data since 2026-11-25 14:03:07 UTC: O.D.I.N. keeps it beside compose.yml; pushed to "
      "https://push.example.com at 14:03:07 UTC");
}

TEST_F(ServiceStatusTest, SaysSinceWhenPushesFailAndWhy) {
  CollectWell();
  Push("timeout");
  clock_.Advance(1min);
  Push("unauthorized");
  EXPECT_EQ(Text(),
            "12 printers, 8 online; push fails since 2026-11-25 14:03:07 UTC: "
            "https://push.example.com: no");
}

TEST_F(ServiceStatusTest, KeepsWhatItKnowsOfTheGatewaysThatStay) {
  CollectWell();
  Push();
  const std::string before = Text();
  board_.ConfigurationLoaded({kGateway, "http://new"}, true);
  EXPECT_EQ(Text(), before);
  board_.ConfigurationLoaded({"http://new"}, true);
  EXPECT_EQ(Text(), "12 printers, 8 online");
}

TEST_F(ServiceStatusTest, ForgetsWhatWasDoneForAnotherFarm) {
  CollectWell();
  Push();
  board_.ConfigurationLoaded({kGateway}, false);
  EXPECT_EQ(Text(), "started");
}

TEST_F(ServiceStatusTest, SaysThatAConfigurationWasRefusedUntilOneIsLoaded) {
  board_.ConfigurationRefused("config.yaml:1:1: no");
  EXPECT_EQ(Text(), "started; the configuration was not reloaded: see the log");
  board_.ConfigurationLoaded({}, true);
  EXPECT_EQ(Text(), "started");
}

TEST_F(ServiceStatusTest, IsOneShortLine) {
  board_.Collected({.farm = "12\nprinters\xff" + std::string(5000, 'x')});
  const std::string text = Text();
  EXPECT_TRUE(text.starts_with("12 printers\uFFFDxxx")) << text;
  EXPECT_LT(text.size(), 1100u);
}

}  // namespace
}  // namespace agent::app
