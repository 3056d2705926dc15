// SIGHUP with a configuration that is refused after it was read: nothing has happened.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "integration/reload_fixture.hpp"
#include "support/eventually.hpp"

namespace agent::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class RefusedReload : public Reload {
 protected:
  // From now on the agent gets no thread; or does again.
  void AllowThreads(bool allowed) {
    if (allowed) {
      std::filesystem::remove(dir_.path() / "no_threads");
    } else {
      const std::string ignored = dir_.Write("no_threads", "");
    }
  }

  void StartWhereThreadsCanRunOut(const ConfigText& config) {
    Start(config, {.environment = {{"LD_PRELOAD", ODIN_AGENT_NO_THREADS},
                                   {"NO_THREADS", dir_.path() / "no_threads"}}});
  }

  // Whether the agent still does all that it did: each of its loops has gone round twice more.
  bool IsAtWork() const {
    const auto done = [this](const std::string& name) { return Value(daemon_->Served(), name); };
    const double collected = done("odin_agent_collects_total");
    const double pushed = done("odin_agent_push_seconds_count");
    return Eventually([&] {
      return done("odin_agent_collects_total") >= collected + 2 &&
             done("odin_agent_push_seconds_count") >= pushed + 2;
    });
  }
};

TEST_F(RefusedReload, LeavesNoTraceOfWhatItWanted) {
  const PushgatewayServer gateway;
  const PushgatewayServer wanted;
  Start({.pushgateways = {gateway.url()}});
  ASSERT_TRUE(Eventually([&] { return PrintersOf(gateway, "berlin-1") == 20; }));
  ASSERT_TRUE(Eventually([&] { return Count("push works") == 1; }));
  const std::size_t before = Log().size();
  RefuseToReloadWith({.site = "wanted-site",
                      .source = "{demo: {printers: 3}}",
                      .pushgateways = {wanted.url()},
                      .local = "{listen: '127.0.0.1:" + std::to_string(wanted.port()) + "'}",
                      .more = "external_labels: {region: wanted-label}\n"});
  ASSERT_TRUE(IsAtWork());
  const std::string served = Get(daemon_->port(), "/api/metrics").body;
  EXPECT_THAT(served, HasSubstr("odin_printers_total 20\n"));
  EXPECT_THAT(served, Not(HasSubstr(wanted.url())));
  EXPECT_THAT(served, Not(HasSubstr("wanted")));
  EXPECT_FALSE(HasGroup(wanted, "wanted-site"));
  EXPECT_TRUE(HasGroup(gateway, "berlin-1")) << "nothing was deleted";
  const std::string said = Log().substr(before);
  EXPECT_EQ(said.find("level=", said.find("level=") + 1), std::string::npos)
      << "one line, the refusal: " << said;
}

TEST_F(RefusedReload, WithoutAThreadTheFormerAgentRuns) {
  const PushgatewayServer gateway;
  const PushgatewayServer more;
  const ConfigText before{.pushgateways = {"{url: '" + gateway.url() + "', on_shutdown: delete}"}};
  StartWhereThreadsCanRunOut(before);
  ASSERT_TRUE(Eventually([&] { return PrintersOf(gateway, "berlin-1") == 20; }));
  AllowThreads(false);
  const std::vector<ConfigText> nexts{
      {.pushgateways = {gateway.url(), more.url()}},  // a thread to push
      {.pushgateways = {more.url()}},                 // and one to delete
      {.site = "other", .pushgateways = {gateway.url()}, .local = "{listen: '127.0.0.1:0'}"},
      before};
  for (const ConfigText& next : nexts) {
    RefuseToReloadWith(next);
    EXPECT_THAT(Log(), HasSubstr("cannot start a thread: the limit of tasks is reached: raise "
                                 "TasksMax="));
    EXPECT_TRUE(IsAtWork()) << Log();
  }
  EXPECT_EQ(Count("msg=listening"), 1U);
  EXPECT_FALSE(HasGroup(more, "berlin-1"));
  AllowThreads(true);
  ReloadWith({.pushgateways = {gateway.url(), more.url()}});
  EXPECT_TRUE(Eventually([&] { return PrintersOf(more, "berlin-1") == 20; }));
}

TEST_F(RefusedReload, WithoutAThreadThePromiseAtTheEndIsKept) {
  const PushgatewayServer gateway;
  StartWhereThreadsCanRunOut(
      {.pushgateways = {"{url: '" + gateway.url() + "', on_shutdown: delete}"}});
  ASSERT_TRUE(Eventually([&] { return PrintersOf(gateway, "berlin-1") == 20; }));
  AllowThreads(false);
  daemon_->process().Signal(SIGTERM);
  EXPECT_EQ(daemon_->process().Wait(std::chrono::seconds(10)), 0) << Log();
  EXPECT_FALSE(HasGroup(gateway, "berlin-1"));
}

}  // namespace
}  // namespace agent::test
