// What is kept of a source that fails ends on time, whatever the collection does then.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "integration/agent.hpp"
#include "support/eventually.hpp"
#include "support/http.hpp"
#include "support/promptly.hpp"
#include "support/scripted_server.hpp"
#include "support/servers.hpp"

namespace agent::test {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

bool HoldsAFarm(const PushgatewayServer& gateway) { return !FarmSamples(gateway.Pushed()).empty(); }

// A good collection at 0 s, a failed one at 3 s, one that hangs from 6 s to 9 s: at 7 s the values
// are over, in the midst of it.
TEST(KeptValues, EndOnTimeInTheMidstOfACollectionThatHangs) {
  const ScriptedServer source(InTurn({Reply(200,
                                            "# TYPE odin_printers_total gauge\n"
                                            "odin_printers_total 7\n"),
                                      Reply(503), Silence()}));
  const PushgatewayServer gateway;
  const TempDir dir;
  const Daemon daemon(
      RunWith(WriteConfig(dir, {.source = "{endpoint: {url: '" + source.url() + "/api/metrics'}}",
                                .pushgateways = {gateway.url()},
                                .collect = "{interval: 3s, timeout: 3s, keep_last_for: 7s}"})));
  ASSERT_TRUE(Eventually([&] { return HoldsAFarm(gateway); }));
  const auto collected = std::chrono::steady_clock::now();
  ASSERT_TRUE(source.AwaitRequests(3));
  EXPECT_EQ(Value(daemon.Served(), "odin_printers_total"), 7) << "still kept";
  EXPECT_TRUE(HoldsAFarm(gateway));
  EXPECT_EQ(Get(daemon.port(), "/-/ready").status, 200);

  ASSERT_TRUE(Eventually([&] { return !HoldsAFarm(gateway); }));
  const Response served = Get(daemon.port(), "/api/metrics");
  EXPECT_EQ(served.status, 200) << "the agent itself is well";
  EXPECT_THAT(served.body, HasSubstr("odin_agent_source_up 0\n"));
  EXPECT_THAT(served.body, Not(HasSubstr("odin_printers_total")));
  EXPECT_EQ(Get(daemon.port(), "/-/ready").status, 503);
  EXPECT_LT(std::chrono::steady_clock::now() - collected, seconds(7) + Promptly())
      << "not when the collection ends at last";
  EXPECT_EQ(source.requests().size(), 3U) << "the third one still hangs";
}

}  // namespace
}  // namespace agent::test
