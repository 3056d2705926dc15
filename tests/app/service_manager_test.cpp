#include "agent/app/service_manager.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <string>

#include "support/notify_receiver.hpp"

namespace agent::app {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using namespace std::chrono_literals;

ServiceEnvironment TakeFrom(const char* socket, const char* usec, const char* pid) {
  const auto set = [](const char* name, const char* value) {
    if (value == nullptr) {
      ::unsetenv(name);
    } else {
      ::setenv(name, value, 1);
    }
  };
  set("NOTIFY_SOCKET", socket);
  set("WATCHDOG_USEC", usec);
  set("WATCHDOG_PID", pid);
  return TakeServiceEnvironment();
}

TEST(ServiceEnvironment, IsEmptyWithoutAServiceManager) {
  const ServiceEnvironment environment = TakeFrom(nullptr, nullptr, nullptr);
  EXPECT_EQ(environment.notify_socket, "");
  EXPECT_FALSE(environment.watchdog);
}

TEST(ServiceEnvironment, IsTakenAwayFromChildren) {
  const std::string own_pid = std::to_string(::getpid());
  const ServiceEnvironment environment =
      TakeFrom("/run/systemd/notify", "60000000", own_pid.c_str());
  EXPECT_EQ(environment.notify_socket, "/run/systemd/notify");
  EXPECT_EQ(environment.watchdog, 60s);
  for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) {
    EXPECT_EQ(::getenv(name), nullptr) << name;
  }
}

TEST(ServiceEnvironment, HasAWatchdogOnlyForThisProcess) {
  EXPECT_EQ(TakeFrom("@s", "1000000", nullptr).watchdog, 1s);
  EXPECT_FALSE(TakeFrom("@s", "1000000", "1").watchdog);
  EXPECT_FALSE(TakeFrom("@s", "1000000", "own").watchdog);
}

TEST(ServiceEnvironment, TakesOnlyAPositiveNumberForAWatchdog) {
  for (const char* text : {"", "0", "-5", "1s", " 1", "99999999999999999999"}) {
    EXPECT_FALSE(TakeFrom("@s", text, nullptr).watchdog) << text;
  }
  EXPECT_EQ(TakeFrom("@s", "9223372036854775807", nullptr).watchdog, 24h * 365) << "no overflow";
}

class ServiceManagerTest : public testing::Test {
 protected:
  std::string Next() { return receiver_.Next().value_or("nothing"); }
  bool IsSilent() { return !receiver_.Next(0ms).has_value(); }

  test::NotifyReceiver receiver_;
  status::Board board_;
  ServiceManager service_{{receiver_.address(), 60s}, board_};
};

TEST_F(ServiceManagerTest, TellsItsStates) {
  service_.Ready();
  EXPECT_EQ(Next(), "READY=1\nSTATUS=started\n");
  service_.Reloading();
  EXPECT_THAT(Next(), testing::MatchesRegex("RELOADING=1\nMONOTONIC_USEC=[0-9]+\n"));
  service_.Stopping();
  EXPECT_EQ(Next(), "STOPPING=1\nSTATUS=stopping\n");
}

TEST_F(ServiceManagerTest, GivesTheTimeOfAReloadByTheMonotonicClock) {
  timespec before{};
  timespec after{};
  ::clock_gettime(CLOCK_MONOTONIC, &before);
  service_.Reloading();
  ::clock_gettime(CLOCK_MONOTONIC, &after);
  const std::string message = Next();
  const long long usec = std::stoll(message.substr(message.find("USEC=") + 5));
  EXPECT_GE(usec, before.tv_sec * 1000000LL + before.tv_nsec / 1000);
  EXPECT_LE(usec, after.tv_sec * 1000000LL + after.tv_nsec / 1000);
}

TEST_F(ServiceManagerTest, FeedsTheWatchdogWithEveryCollection) {
  board_.Collected({.farm = "12 printers, 8 online"});
  service_.Ticked();
  EXPECT_EQ(Next(), "STATUS=12 printers, 8 online\nWATCHDOG=1\n");
  service_.Slept();
  EXPECT_EQ(Next(), "WATCHDOG=1\n");
}

TEST_F(ServiceManagerTest, APushDoesNotFeedTheWatchdogAndIsToldAtOnceOnlyWhenItIsNews) {
  board_.Published("http://gateway", {});
  EXPECT_THAT(Next(), StartsWith("STATUS=started; pushed to http://gateway at "));
  board_.Published("http://gateway", {});
  EXPECT_TRUE(IsSilent());
  board_.Published("http://gateway", {.reason = "timeout", .cause = "", .detail = "why"});
  EXPECT_THAT(Next(), AllOf(HasSubstr("push fails since"), Not(HasSubstr("WATCHDOG"))));
}

TEST_F(ServiceManagerTest, SaysAFailedReloadWithTheStateThatFollows) {
  board_.ConfigurationRefused("why");
  service_.Ready();
  EXPECT_EQ(Next(), "READY=1\nSTATUS=started; the configuration was not reloaded: see the log\n");
}

TEST_F(ServiceManagerTest, LeavesHalfOfTheWatchdogForATick) {
  EXPECT_EQ(service_.LongestSleep(), 30s);
}

TEST_F(ServiceManagerTest, AsksForALongerWatchdogWhereTicksMayBeSlow) {
  service_.SetTickTimeout(15s);
  EXPECT_TRUE(IsSilent()) << "60 s is enough";
  service_.SetTickTimeout(2min);
  EXPECT_EQ(Next(), "WATCHDOG_USEC=480000000\n");
  EXPECT_EQ(service_.LongestSleep(), 4min);
  service_.SetTickTimeout(2min);
  EXPECT_TRUE(IsSilent()) << "it is as long already";
  service_.SetTickTimeout(10s);
  EXPECT_EQ(Next(), "WATCHDOG_USEC=60000000\n");
}

TEST_F(ServiceManagerTest, DeliversAStateLaterWhenTheManagerIsBusy) {
  while (base::NotifySocket(receiver_.address()).Send("X=1\n")) {
  }
  service_.Ready();
  receiver_.Drain();
  service_.Slept();
  EXPECT_EQ(Next(), "READY=1\nSTATUS=started\nWATCHDOG=1\n");
  service_.Slept();
  EXPECT_EQ(Next(), "WATCHDOG=1\n");
}

TEST_F(ServiceManagerTest, WithoutAWatchdogNothingIsFed) {
  ServiceManager service({receiver_.address(), std::nullopt}, board_);
  service.SetTickTimeout(2min);
  EXPECT_TRUE(IsSilent());
  board_.Collected({.farm = "12 printers, 8 online"});
  service.Ticked();
  EXPECT_EQ(Next(), "STATUS=12 printers, 8 online\n");
  EXPECT_GT(service.LongestSleep(), 24h);
}

TEST(ServiceManager, DoesNothingWithoutASocket) {
  status::Board board;
  ServiceManager service({"", 1s}, board);
  service.Ready();
  service.Ticked();
  EXPECT_GT(service.LongestSleep(), 24h);
}

}  // namespace
}  // namespace agent::app
