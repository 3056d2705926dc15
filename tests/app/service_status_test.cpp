#include "agent/app/service_status.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <chrono>
#include <ctime>

namespace agent::app {
namespace {

using publish::PushOutcome;
using publish::PushResult;
using namespace std::chrono_literals;

constexpr const char* kGateway = "https://push.example.com";

class ServiceStatusTest : public testing::Test {
 protected:
  ServiceStatusTest() {
    ::setenv("TZ", "CET-1", 1);
    ::tzset();
  }

  void CollectWell() { status_.Collected(std::nullopt, "12 printers, 8 online", now_); }
  void FailToCollect(collect::CollectReason reason) {
    status_.Collected(collect::CollectError{reason, "/srv/odin.db: gone"}, "", now_);
  }
  bool Push(PushResult result) {
    return status_.Pushed(kGateway, {.result = result, .detail = "https://push.example.com: no"},
                          now_);
  }

  base::WallTime now_ = base::WallTime(std::chrono::sys_days(2026y / 11 / 25)) + 14h + 3min + 7s;
  ServiceStatus status_;
};

TEST_F(ServiceStatusTest, SaysThatNothingWasDoneYet) { EXPECT_EQ(status_.Text(), "started"); }

TEST_F(ServiceStatusTest, SaysWhatWasCollectedAndPushed) {
  CollectWell();
  Push(PushResult::kOk);
  EXPECT_EQ(status_.Text(),
            "12 printers, 8 online; pushed to https://push.example.com at 14:03:07 UTC");
}

TEST_F(ServiceStatusTest, SaysSinceWhenThereIsNoData) {
  CollectWell();
  FailToCollect(collect::CollectReason::kNotFound);
  now_ += 24h;
  FailToCollect(collect::CollectReason::kNotFound);
  EXPECT_EQ(status_.Text(), "no data since 2026-11-25 14:03:07 UTC: /srv/odin.db: gone");
  FailToCollect(collect::CollectReason::kPermission);
  EXPECT_EQ(status_.Text(), "no data since 2026-11-25 14:03:07 UTC: /srv/odin.db: gone");
  CollectWell();
  now_ += 1s;
  FailToCollect(collect::CollectReason::kPermission);
  EXPECT_EQ(status_.Text(), "no data since 2026-11-26 14:03:08 UTC: /srv/odin.db: gone");
}

TEST_F(ServiceStatusTest, SaysSinceWhenPushesFailAndWhy) {
  CollectWell();
  Push(PushResult::kTimeout);
  now_ += 1min;
  Push(PushResult::kUnauthorized);
  EXPECT_EQ(status_.Text(),
            "12 printers, 8 online; push fails since 2026-11-25 14:03:07 UTC: "
            "https://push.example.com: no");
}

TEST_F(ServiceStatusTest, TellsNewsFromMoreOfTheSame) {
  EXPECT_TRUE(Push(PushResult::kOk));
  EXPECT_FALSE(Push(PushResult::kOk));
  EXPECT_TRUE(Push(PushResult::kTimeout));
  EXPECT_FALSE(Push(PushResult::kTimeout));
  EXPECT_TRUE(Push(PushResult::kConnect));
  EXPECT_TRUE(Push(PushResult::kOk));
}

TEST_F(ServiceStatusTest, KeepsWhatItKnowsOfTheGatewaysThatStay) {
  CollectWell();
  Push(PushResult::kOk);
  const std::string before = status_.Text();
  status_.KeepGateways({kGateway, "http://new"});
  EXPECT_EQ(status_.Text(), before);
  status_.KeepGateways({"http://new"});
  EXPECT_EQ(status_.Text(), "12 printers, 8 online");
}

TEST_F(ServiceStatusTest, ForgetsWhatWasDoneForAnotherFarm) {
  CollectWell();
  Push(PushResult::kOk);
  status_.Forget();
  status_.Remark("not reloaded");
  EXPECT_EQ(status_.Text(), "started; not reloaded");
  status_.Remark("");
  EXPECT_EQ(status_.Text(), "started");
}

TEST_F(ServiceStatusTest, IsOneShortLine) {
  status_.Collected(std::nullopt, "12\nprinters\xff" + std::string(5000, 'x'), now_);
  const std::string text = status_.Text();
  EXPECT_TRUE(text.starts_with("12 printers\uFFFDxxx")) << text;
  EXPECT_LT(text.size(), 1100u);
}

}  // namespace
}  // namespace agent::app
